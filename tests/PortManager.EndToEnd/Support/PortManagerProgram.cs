namespace PortManager.EndToEnd.Support;

/// <summary>
/// The executable under test: the native one where PORTMANAGER_EXE names it, else the one that was built with the tests.
/// </summary>
internal static class PortManagerProgram
{
    private const string Variable = "PORTMANAGER_EXE";

    public static string Exe { get; } = Find();

    /// <summary>Whether it is the native build, which is what is shipped.</summary>
    public static bool IsNative => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Runs it to its end, with an empty standard input.</summary>
    public static async Task<ProgramResult> RunAsync(params string[] args)
    {
        await using RunningProgram program = Start(args);
        program.EndInput();
        return await program.ResultAsync();
    }

    /// <summary>Starts it; its standard input is a pipe.</summary>
    public static RunningProgram Start(params string[] args) => RunningProgram.Start(Exe, args);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        // tests/PortManager.EndToEnd/bin/CONFIGURATION/FRAMEWORK
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src/PortManager.Cli/bin", output.Parent.Name, output.Name, "portmanager");
    }
}

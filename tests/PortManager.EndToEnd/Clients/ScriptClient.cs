using System.Diagnostics;

namespace PortManager.EndToEnd.Clients;

/// <summary>Runs a client that is a script in another language, as a process of its own.</summary>
internal static class ScriptClient
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>The line that it prints when all was as it should be.</returns>
    public static async Task<string> RunAsync(string interpreter, string script, params IEnumerable<object> arguments)
    {
        var start = new ProcessStartInfo(interpreter) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Clients", "scripts", script));
        foreach (object argument in arguments)
            start.ArgumentList.Add($"{argument}");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).TrimEnd('\n');
    }
}

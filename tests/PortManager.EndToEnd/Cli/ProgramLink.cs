using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>The program by another name: a symbolic link in a folder of its own.</summary>
internal sealed class ProgramLink : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-test-");

    public ProgramLink(string name) => File.CreateSymbolicLink(Path = System.IO.Path.Combine(Folder, name), PortManagerProgram.Exe);

    public string Folder => _folder.FullName;

    public string Path { get; }

    public RunningProgram Start(params string[] args) => RunningProgram.Start(Path, args);

    public async Task<ProgramResult> RunAsync(params string[] args)
    {
        await using RunningProgram program = Start(args);
        return await program.ResultAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

namespace PortManager.Tests.Server.Files;

/// <summary>A folder of a test's own, and paths in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("portmanager-test-").FullName;

    /// <summary>A file where a folder would have to be: nothing can be made below it, not even by root.</summary>
    public string File
    {
        get
        {
            System.IO.File.WriteAllText(this["file"], "");
            return this["file"];
        }
    }

    public string BelowAFile => System.IO.Path.Combine(File, "below");

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string[] Names() => [.. Directory.GetFileSystemEntries(Path).Select(e => System.IO.Path.GetFileName(e)).Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace PortManager.EndToEnd.Support;

/// <summary>A file that a test writes, and that is deleted with it.</summary>
internal sealed class TestFile : IDisposable
{
    public TestFile(string text) => Write(text);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Write(string text) => File.WriteAllText(Path, text);

    public void Dispose() => File.Delete(Path);
}

namespace PortManager.Tests.Server.Files;

/// <summary>Another home folder for a while. It is the whole process's, so such tests run <see cref="Alone"/>.</summary>
internal sealed class Home : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("HOME");

    /// <param name="path">A folder, which is made where there is nothing.</param>
    public Home(string path)
    {
        if (!Path.Exists(path))
            Directory.CreateDirectory(path);
        Environment.SetEnvironmentVariable("HOME", path);
    }

    public void Dispose() => Environment.SetEnvironmentVariable("HOME", _before);
}

using System.Globalization;
using System.Text;
using PortManager.Server.Logging;

namespace PortManager.Server.Files;

/// <summary>The folder for what is the daemon's own. One daemon at a time has it.</summary>
internal sealed class StateFolder : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK

    private readonly FileStream _lock;

    private StateFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <summary>Opens the folder, and makes it where there is none.</summary>
    /// <param name="wanted">The folder; null for the default of this listen port.</param>
    /// <param name="listenPort">Several daemons of one host differ in it.</param>
    /// <param name="notices">Takes the warning where there can be no folder.</param>
    /// <returns>The folder; null where it cannot be written.</returns>
    /// <exception cref="StateFolderInUseException">Another daemon has it.</exception>
    public static StateFolder? Open(string? wanted, int listenPort, Notices notices)
    {
        string path = wanted ?? Default(listenPort);
        try
        {
            Directory.CreateDirectory(path);
            return new StateFolder(path, TakeLock(path));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            notices.Warn($"cannot use the state folder {path} ({FileProblem.Describe(e)}): there is none");
            return null;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string Default(int listenPort)
    {
        string? stateHome = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string root = Environment.IsPrivilegedProcess ? "/var/lib"
            : !string.IsNullOrEmpty(stateHome) ? stateHome
            : System.IO.Path.Combine(Folders.Home ?? "/var/tmp", ".local/state");
        return System.IO.Path.Combine(root, "portmanager", listenPort.ToString(CultureInfo.InvariantCulture));
    }

    private static FileStream TakeLock(string folder)
    {
        string path = System.IO.Path.Combine(folder, "lock");
        try
        {
            // FileShare.None is flock on Linux: it goes with the process, however that ends.
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            file.Flush();
            return file;
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            throw new StateFolderInUseException(
                $"the state folder {folder} is in use by process {reader.ReadLine()}; give another with --state");
        }
    }
}

/// <summary>Another daemon has the state folder; the message is a sentence for the operator.</summary>
internal sealed class StateFolderInUseException(string message) : Exception(message);

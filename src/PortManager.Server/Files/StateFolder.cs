using System.Globalization;

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
    /// <param name="warn">Takes the warning if there can be no folder.</param>
    /// <returns>The folder; null where it cannot be written.</returns>
    /// <exception cref="StateFolderInUseException">Another daemon has it.</exception>
    public static StateFolder? Open(string? wanted, int listenPort, Action<string> warn)
    {
        string path = wanted ?? Default(listenPort);
        try
        {
            Directory.CreateDirectory(path);
            return new StateFolder(path, TakeLock(path));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"cannot use the state folder {path} ({FileProblem.Describe(e)}): there is none");
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
        // Not in the file that is locked: .NET takes a lock in order to read as well.
        string holder = System.IO.Path.Combine(folder, "pid");
        FileStream file = OpenLocked(folder, holder);
        try
        {
            AtomicFile.Write(holder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // A disk that is full: what is in the folder can be read all the same, and a wrong number is worse than none.
            Remove(holder);
        }

        return file;
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // It stays.
        }
    }

    private static FileStream OpenLocked(string folder, string holder)
    {
        try
        {
            // FileShare.None is flock on Linux: it goes with the process, however that ends.
            return new FileStream(
                System.IO.Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            string process = File.Exists(holder) ? $"process {File.ReadAllText(holder).Trim()}" : "another process";
            throw new StateFolderInUseException($"the state folder {folder} is in use by {process}; give another with --state");
        }
    }
}

/// <summary>Another daemon has the state folder; the message is a sentence for the operator.</summary>
internal sealed class StateFolderInUseException(string message) : Exception(message);

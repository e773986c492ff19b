using System.Globalization;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>The folder for what is the daemon's own: nobody else reads what is in it. One daemon at a time has it.</summary>
internal sealed class StateFolder : IDisposable
{
    private const string ProcessFile = "pid";

    private readonly Action<string> _warn;
    private StateLock _lock;
    private string? _said;

    private StateFolder(string path, StateLock @lock, Action<string> warn)
    {
        Path = path;
        _lock = @lock;
        _warn = warn;
    }

    public string Path { get; }

    /// <summary>Opens the folder, and makes it if there is none.</summary>
    /// <param name="wanted">The folder; null for the default of this listen port.</param>
    /// <param name="listenPort">Several daemons of one host differ in it.</param>
    /// <param name="warn">Takes the warning if there can be no folder, or it is where nobody would look for it.</param>
    /// <returns>The folder; null if it cannot be used.</returns>
    /// <exception cref="StateFolderInUseException">Another daemon has it.</exception>
    public static StateFolder? Open(string? wanted, int listenPort, Action<string> warn)
    {
        string path = wanted ?? Default(listenPort, warn);
        try
        {
            using OpenFolder folder = OpenOwn(path);
            CloseToOthers(folder, isOurs: wanted is null || StateLock.IsIn(folder));
            return new StateFolder(path, TakeLock(folder), warn);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"cannot use the state folder {path} ({FileProblem.Describe(e)}): there is none");
            return null;
        }
    }

    /// <summary>Opens a folder that is the daemon's own, and makes it if there is none.</summary>
    public static OpenFolder OpenOwn(string path)
    {
        OpenFolder folder = FolderWalk.ToFolder(path, OpenFolder.OwnFolder);
        string? problem = !TrustedUser.Is(folder.Status.Owner) ? $"it belongs to user {folder.Status.Owner}: give one of root's or of the daemon's user"
            : folder.Status.IsOpenToAll
                ? "everybody may write to it: give one that only the daemon's user may write to"
            : null;
        if (problem is null)
            return folder;
        folder.Dispose();
        throw new UntrustedFileException(problem);
    }

    /// <summary>Makes sure that the folder is still there, and this daemon's: somebody may have deleted it, and another daemon made it anew.</summary>
    public void Claim() => _ = HasClaimedAnew();

    /// <summary>Puts right, and says, what would have the next start refuse the folder, or let a second daemon have it: somebody opened it to all, or removed its lock.</summary>
    /// <returns>Whether the next start would use the folder, as far as it is there.</returns>
    public bool Restore()
    {
        try
        {
            if (FileStatus.Of(Path) is not { Kind: FileKind.Folder } status)
                return true;
            if (status.IsOpenToAll)
            {
                using OpenFolder open = FolderWalk.ToFolder(Path, make: null);
                open.SetMode(OpenFolder.OwnFolder);
                Say($"everybody could write to the state folder {Path}: it is the daemon's own again");
            }

            if (HasClaimedAnew())
                Say($"somebody has changed or removed the lock of the state folder {Path}: it is made anew");
            _said = null;
            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Say($"the state folder {Path} is not this daemon's any more ({FileProblem.Describe(e)})");
            return false;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string Default(int listenPort, Action<string> warn)
    {
        string port = listenPort.ToString(CultureInfo.InvariantCulture);
        if (Environment.IsPrivilegedProcess)
            return $"/var/lib/portmanager/{port}";
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } stateHome)
            return System.IO.Path.Combine(stateHome, "portmanager", port);
        if (Folders.Home is { } home)
            return System.IO.Path.Combine(home, ".local/state/portmanager", port);
        string path = $"/var/tmp/portmanager-{LibC.EffectiveUser()}/{port}";
        warn($"the user of this daemon has no home folder: its state folder is {path}; give another with --state");
        return path;
    }

    // One that somebody named, and that has been used for something else, stays as it is.
    private static void CloseToOthers(OpenFolder folder, bool isOurs)
    {
        if (isOurs && folder.Status.Owner == LibC.EffectiveUser() && folder.Status.Mode != OpenFolder.OwnFolder)
            folder.SetMode(OpenFolder.OwnFolder);
    }

    /// <summary>Takes the lock again if the folder's is not this daemon's any more.</summary>
    private bool HasClaimedAnew()
    {
        using OpenFolder folder = OpenOwn(Path);
        if (_lock.IsOf(folder))
            return false;
        try
        {
            StateLock old = _lock;
            _lock = TakeLock(folder);
            old.Dispose();
            return true;
        }
        catch (StateFolderInUseException)
        {
            throw new UntrustedFileException("another daemon has the state folder now: end one of them");
        }
    }

    // What cannot be put right is tried again each second.
    private void Say(string warning)
    {
        if (warning != _said)
            _warn(warning);
        _said = warning;
    }

    private static StateLock TakeLock(OpenFolder folder)
    {
        StateLock? taken = StateLock.TryTake(folder);
        if (taken is null)
        {
            // Not in the file that is locked: a daemon that could not write it may have the lock.
            string holder = folder.Read(ProcessFile, 64) is { } text ? $"process {System.Text.Encoding.UTF8.GetString(text).Trim()}" : "another process";
            throw new StateFolderInUseException($"the state folder {folder.Path} is in use by {holder}; give another with --state");
        }

        try
        {
            AtomicFile.Replace(folder, ProcessFile, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"), OpenFolder.OwnFile);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // A disk that is full: what is in the folder can be read all the same, and a wrong number is worse than none.
            Remove(folder);
        }

        return taken;
    }

    private static void Remove(OpenFolder folder)
    {
        try
        {
            folder.Delete(ProcessFile);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // It stays.
        }
    }
}

/// <summary>Another daemon has the state folder; the message is a sentence for the operator.</summary>
internal sealed class StateFolderInUseException(string message) : Exception(message);

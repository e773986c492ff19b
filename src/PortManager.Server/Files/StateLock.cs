using Microsoft.Win32.SafeHandles;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>
/// The lock by which one daemon at a time has a state folder. It goes with the process, however that ends. A lock on a file that others can open says nothing, since any of them may
/// have it, whoever runs the process now: it may have become a setuid program. Such a file is replaced by one that they cannot open.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private const string Name = "lock";
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly SafeFileHandle _file;

    private StateLock(SafeFileHandle file) => _file = file;

    /// <summary>Whether there is a lock in a folder, taken or not.</summary>
    public static bool IsIn(OpenFolder folder) => folder.StatusOf(Name) is { Kind: FileKind.Regular };

    /// <summary>Whether a folder's lock is this one, and closed to others.</summary>
    public bool IsOf(OpenFolder folder) =>
        folder.StatusOf(Name) is { } there && IsClosed(there) && there.Identity == FileStatus.OfDescriptor((int)_file.DangerousGetHandle())?.Identity;

    /// <summary>Takes the lock; null if a daemon has it.</summary>
    public static StateLock? TryTake(OpenFolder folder)
    {
        if (folder.StatusOf(Name) is { Kind: FileKind.Regular } before && TrustedUser.Is(before.Owner) && IsClosed(before))
        {
            SafeFileHandle file = folder.Open(Name, OpenFlags.ReadAndWrite);
            if (FileCalls.Lock((int)file.DangerousGetHandle()) == 0)
                return new StateLock(file);
            file.Dispose();
            return null;
        }

        folder.Delete(Name);
        SafeFileHandle made = folder.Make(Name, OpenFolder.OwnFile);
        return FileCalls.Lock((int)made.DangerousGetHandle()) == 0 ? new StateLock(made) : null;
    }

    public void Dispose() => _file.Dispose();

    private static bool IsClosed(FileStatus file) => (file.Mode & Others) == 0;
}

using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>
/// The lock by which one daemon at a time has a state folder. It goes with the process, however that ends. A lock of somebody who is neither root nor the daemon's user says
/// nothing; a file that others can open, and so lock, is replaced by one that they cannot.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private const string Name = "lock";
    private const string Locks = "/proc/locks";
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly SafeFileHandle _file;

    private StateLock(SafeFileHandle file) => _file = file;

    /// <summary>Whether there is a lock in a folder, taken or not.</summary>
    public static bool IsIn(OpenFolder folder) => folder.StatusOf(Name) is { Kind: FileKind.Regular };

    /// <summary>Whether this is the lock of a folder.</summary>
    public bool IsOf(OpenFolder folder) =>
        folder.StatusOf(Name)?.Identity is { } there && there == FileStatus.OfDescriptor((int)_file.DangerousGetHandle())?.Identity;

    /// <summary>Takes the lock; null if a daemon has it.</summary>
    public static StateLock? TryTake(OpenFolder folder)
    {
        if (folder.StatusOf(Name) is { Kind: FileKind.Regular } before && TrustedUser.Is(before.Owner))
        {
            SafeFileHandle file = folder.Open(Name, OpenFlags.ReadAndWrite);
            bool isTaken = FileCalls.Lock((int)file.DangerousGetHandle()) == 0;
            if (isTaken && (before.Mode & Others) == 0)
                return new StateLock(file);
            file.Dispose();
            if (!isTaken && IsOfADaemon(before))
                return null;
        }

        folder.Delete(Name);
        SafeFileHandle made = folder.Make(Name, OpenFolder.OwnFile);
        return FileCalls.Lock((int)made.DangerousGetHandle()) == 0 ? new StateLock(made) : null;
    }

    public void Dispose() => _file.Dispose();

    // A process that has ended may have left its lock to a child, and one in another container is not shown: then it counts whether anybody else could have opened the file.
    private static bool IsOfADaemon(FileStatus file) =>
        Holder(file.Identity.Inode) is { } process && FileStatus.Of($"/proc/{process}") is { } status
            ? TrustedUser.Is(status.Owner)
            : (file.Mode & Others) == 0;

    // number: FLOCK ADVISORY WRITE process major:minor:inode ...
    private static string? Holder(ulong inode)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $":{inode}");
        try
        {
            return File.ReadLines(Locks)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(words => words is [_, "FLOCK", _, _, _, var file, ..] && file.EndsWith(end, StringComparison.Ordinal))?[4];
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return null;
        }
    }
}

using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>
/// Files by their names in an open folder. .NET opens files by paths alone, follows every link on the way, and takes a lock for each.
/// Results below 0 are errors, as -errno.
/// </summary>
internal static unsafe partial class FileCalls
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private const int ExclusiveWithoutWaiting = 2 | 4; // LOCK_EX | LOCK_NB
    private const uint SameGroup = uint.MaxValue; // -1: leave it

    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64;

    /// <summary>Opens what has a name in a folder, without waiting for anybody, and without becoming its terminal's process.</summary>
    /// <param name="folder">The folder's descriptor; below 0 if the name is a path from the root.</param>
    /// <param name="name">The name.</param>
    /// <param name="how">For what.</param>
    /// <param name="mode">The permissions of a file that is created.</param>
    public static int Open(int folder, string name, OpenFlags how, UnixFileMode mode = 0) =>
        ResultOf(OpenAt(folder, name, Number(how) | CloseOnExec, (uint)mode));

    /// <summary>Makes a folder.</summary>
    public static int MakeFolder(int folder, string name, UnixFileMode mode) => ResultOf(MakeFolderAt(folder, name, (uint)mode));

    /// <summary>Gives a file another name in the same folder, in the place of what had that.</summary>
    public static int Rename(int folder, string from, string to) => ResultOf(RenameAt(folder, from, folder, to));

    /// <summary>Deletes a file.</summary>
    public static int Delete(int folder, string name) => ResultOf(UnlinkAt(folder, name, 0));

    /// <summary>Where a link leads to; null if that cannot be had.</summary>
    public static string? LinkTarget(int folder, string name)
    {
        byte* target = stackalloc byte[4096]; // PATH_MAX
        nint length = ReadLinkAt(folder, name, target, 4096);
        return length is > 0 and < 4096 ? Marshal.PtrToStringUTF8((nint)target, (int)length) : null;
    }

    public static int SetMode(int descriptor, UnixFileMode mode) => ResultOf(ChangeMode(descriptor, (uint)mode));

    public static int SetOwner(int descriptor, uint owner) => ResultOf(ChangeOwner(descriptor, owner, SameGroup));

    /// <summary>Locks a file, for as long as the process lives or the descriptor is open.</summary>
    public static int Lock(int descriptor) => ResultOf(LockFile(descriptor, ExclusiveWithoutWaiting));

    // Two of the numbers differ between the processors.
    private static int Number(OpenFlags how)
    {
        if (!s_isArm)
            return (int)how;
        OpenFlags plain = how & ~(OpenFlags.Folder | OpenFlags.NoFollow);
        return (int)plain | ((how & OpenFlags.Folder) != 0 ? 0x4000 : 0) | ((how & OpenFlags.NoFollow) != 0 ? 0x8000 : 0);
    }

    private static int ResultOf(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolderAt(int folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int folder, string from, int toFolder, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(int folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint ReadLinkAt(int folder, string name, byte* target, nint length);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(int descriptor, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockFile(int descriptor, int operation);
}

/// <summary>For what something is opened: the numbers of open(2) on x64.</summary>
[Flags]
internal enum OpenFlags
{
    Read = 0,
    Write = 1,
    ReadAndWrite = 2,
    Create = 0x40,
    New = 0x80 | Create,
    NoTerminal = 0x100,
    Append = 0x400,
    DoNotWait = 0x800,
    Folder = 0x10000,
    NoFollow = 0x20000,

    /// <summary>To get at what is in a folder, and to look at something; not to read or write it.</summary>
    Place = 0x200000,
}

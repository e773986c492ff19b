using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PortManager.Client;

/// <summary>What a path is the name of, and whose. .NET tells neither pipes from files nor who owns them.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">The user id of its owner.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Names">How many names it has: more than one if there are hard links.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Identity">Tells it from every other file.</param>
/// <param name="ChangedAt">When it, or what is known of it, was last changed: a number that nobody can set back.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct FileStatus(
    FileKind Kind, uint Owner, UnixFileMode Mode, uint Names, long Length, FileIdentity Identity, (long Seconds, uint Nanoseconds) ChangedAt)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint Basic = 0x7FF; // STATX_BASIC_STATS
    private const int StatusLength = 256; // struct statx, the same on every machine; what it holds, and where:
    private const int NamesAt = 16;
    private const int OwnerAt = 20;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int LengthAt = 40;
    private const int ChangedAtPlace = 96;
    private const int DeviceAt = 136;

    /// <summary>What is there itself, be it a link; null where there is nothing, or it cannot be looked at.</summary>
    public static FileStatus? Of(string path) => Look(CurrentFolder, path, NoFollow);

    /// <summary>What is there at the end of all links.</summary>
    public static FileStatus? OfTarget(string path) => Look(CurrentFolder, path, 0);

    /// <summary>What has a name in an open folder, be it a link; null as <see cref="Of"/>.</summary>
    public static FileStatus? In(int folder, string name) => Look(folder, name, NoFollow);

    /// <summary>What a descriptor is open on.</summary>
    public static FileStatus? OfDescriptor(int descriptor) => Look(descriptor, "", EmptyPath);

    /// <summary>Whether everybody may put other files in the place of those that are in it, if it is a folder.</summary>
    public bool IsOpenToAll => IsWritableByAll && (Mode & UnixFileMode.StickyBit) == 0;

    /// <summary>Whether users that are neither the owner nor of the group may write to it.</summary>
    public bool IsWritableByAll => (Mode & UnixFileMode.OtherWrite) != 0;

    private static FileStatus? Look(int folder, string path, int flags)
    {
        Span<byte> status = stackalloc byte[StatusLength];
        status.Clear();
        if (StatX(folder, path, flags, Basic, ref status[0]) != 0)
            return null;
        int mode = MemoryMarshal.Read<ushort>(status[ModeAt..]);
        return new FileStatus(
            (FileKind)(mode & 0xF000),
            MemoryMarshal.Read<uint>(status[OwnerAt..]),
            (UnixFileMode)(mode & 0xFFF),
            MemoryMarshal.Read<uint>(status[NamesAt..]),
            MemoryMarshal.Read<long>(status[LengthAt..]),
            new FileIdentity(MemoryMarshal.Read<ulong>(status[DeviceAt..]), MemoryMarshal.Read<ulong>(status[InodeAt..])),
            (MemoryMarshal.Read<long>(status[ChangedAtPlace..]), MemoryMarshal.Read<uint>(status[(ChangedAtPlace + sizeof(long))..])));
    }

    [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte status);
}

/// <summary>The numbers by which the system knows a file: no two files have the same at the same time.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode);

/// <summary>The kinds of files, by their numbers in the mode (S_IFMT).</summary>
internal enum FileKind
{
    Pipe = 0x1000,
    CharacterDevice = 0x2000,
    Folder = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Link = 0xA000,
    Socket = 0xC000,
}

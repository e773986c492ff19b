using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>What a path is the name of, and whose. .NET tells neither pipes from files nor who owns them.</summary>
internal readonly partial record struct FileStatus(FileKind Kind, uint Owner, UnixFileMode Mode)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint Basic = 0x7FF; // STATX_BASIC_STATS
    private const int Length = 256; // struct statx, the same on every machine; with stx_uid and stx_mode at:
    private const int OwnerAt = 20;
    private const int ModeAt = 28;

    /// <summary>What is there itself, be it a link; null where there is nothing, or it cannot be looked at.</summary>
    public static FileStatus? Of(string path) => Look(path, NoFollow);

    /// <summary>What is there at the end of all links.</summary>
    public static FileStatus? OfTarget(string path) => Look(path, 0);

    private static FileStatus? Look(string path, int flags)
    {
        Span<byte> status = stackalloc byte[Length];
        status.Clear();
        if (StatX(CurrentFolder, path, flags, Basic, status) != 0)
            return null;
        int mode = MemoryMarshal.Read<ushort>(status[ModeAt..]);
        return new FileStatus((FileKind)(mode & 0xF000), MemoryMarshal.Read<uint>(status[OwnerAt..]), (UnixFileMode)(mode & 0xFFF));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> status);
}

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

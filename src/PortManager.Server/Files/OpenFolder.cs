using Microsoft.Win32.SafeHandles;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>
/// A folder that is open, and the one way to the files that the daemon writes, and to those of its own that it reads. They are found by their names in it: no link is followed.
/// A file that is there already has to be a regular one, of one name, that only root and the daemon's user write to. Locks that others have are not looked at. Errors
/// are those of <see cref="FileProblem"/>.
/// </summary>
internal sealed class OpenFolder : IDisposable
{
    /// <summary>A file that is meant for everybody.</summary>
    public const UnixFileMode SharedFile =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>A folder whose files are meant for everybody.</summary>
    public const UnixFileMode SharedFolder = SharedFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>A file that is the daemon's own.</summary>
    public const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A folder that is the daemon's own.</summary>
    public const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _handle;

    private OpenFolder(SafeFileHandle handle, string path, FileStatus status)
    {
        _handle = handle;
        Path = path;
        Status = status;
    }

    /// <summary>The path that it had when it was opened.</summary>
    public string Path { get; }

    /// <summary>What it was when it was opened.</summary>
    public FileStatus Status { get; }

    public int Descriptor => (int)_handle.DangerousGetHandle();

    /// <summary>Takes a folder that a system call opened.</summary>
    /// <param name="descriptor">The descriptor; below 0 the error.</param>
    /// <param name="path">Its path.</param>
    public static OpenFolder Of(int descriptor, string path)
    {
        SafeFileHandle handle = HandleOf(descriptor);
        if (FileStatus.OfDescriptor(descriptor) is { } status)
            return new OpenFolder(handle, path, status);
        handle.Dispose();
        throw FileProblem.Of(-Errno.NoEntry);
    }

    /// <summary>What has a name in it, be it a link; null if there is nothing.</summary>
    public FileStatus? StatusOf(string name) => FileStatus.In(Descriptor, name);

    /// <summary>Changes its permissions, if that is possible.</summary>
    public void SetMode(UnixFileMode mode)
    {
        // What was opened as a place cannot be changed.
        using SafeFileHandle folder = HandleOf(FileCalls.Open(Descriptor, ".", OpenFlags.Folder));
        _ = FileCalls.SetMode((int)folder.DangerousGetHandle(), mode);
    }

    /// <summary>Makes a folder in it; another process may have made it meanwhile. Whatever the umask says, it has this mode.</summary>
    public void MakeFolder(string name, UnixFileMode mode)
    {
        int result = FileCalls.MakeFolder(Descriptor, name, mode);
        if (result == -Errno.Exists)
            return;
        if (result < 0)
            throw FileProblem.Of(result);
        using SafeFileHandle made = HandleOf(FileCalls.Open(Descriptor, name, OpenFlags.Folder | OpenFlags.NoFollow));
        Adopt((int)made.DangerousGetHandle(), mode);
    }

    /// <summary>Makes a file, which must not be there, to be written. Whatever the umask says, it has this mode.</summary>
    public SafeFileHandle Make(string name, UnixFileMode mode)
    {
        SafeFileHandle made = HandleOf(FileCalls.Open(Descriptor, name, OpenFlags.Write | OpenFlags.New | OpenFlags.NoFollow, mode));
        Adopt((int)made.DangerousGetHandle(), mode);
        return made;
    }

    /// <summary>Opens a file that is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="how">Read, write, append.</param>
    public SafeFileHandle Open(string name, OpenFlags how)
    {
        // What is no file is not opened at all: that can have consequences.
        Check(StatusOf(name) ?? throw FileProblem.Of(-Errno.NoEntry));
        SafeFileHandle file = OpenAnything(name, how | OpenFlags.NoFollow);
        try
        {
            Check(FileStatus.OfDescriptor((int)file.DangerousGetHandle()) ?? throw FileProblem.Of(-Errno.NoEntry));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens what is there, such as a device, without waiting for another process.</summary>
    /// <inheritdoc cref="Open"/>
    public SafeFileHandle OpenAnything(string name, OpenFlags how)
    {
        int descriptor = FileCalls.Open(Descriptor, name, how | OpenFlags.DoNotWait | OpenFlags.NoTerminal);
        SafeFileHandle file = HandleOf(descriptor);
        // Reading and writing may wait: a thread of its own does that.
        _ = LibC.ControlFile(descriptor, LibC.SetStatusFlags, (int)(how & OpenFlags.Append));
        return file;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="max">How long it may be, in bytes.</param>
    /// <returns>What is in it; null if there is nothing of that name.</returns>
    public byte[]? Read(string name, int max)
    {
        if (StatusOf(name) is null)
            return null;
        using SafeFileHandle file = Open(name, OpenFlags.Read);
        // One more than there should be, so that the end is seen to be there.
        byte[] bytes = new byte[Math.Min(RandomAccess.GetLength(file), max) + 1];
        int read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is var count and > 0)
            read += count;
        return read < bytes.Length ? bytes[..read] : throw new UntrustedFileException($"is longer than {bytes.Length - 1} bytes");
    }

    /// <summary>Gives a file another name, in the place of what has that name.</summary>
    public void Rename(string from, string to)
    {
        int result = FileCalls.Rename(Descriptor, from, to);
        if (result < 0)
            throw FileProblem.Of(result);
    }

    /// <summary>Deletes a file, or a link; there may be none.</summary>
    public void Delete(string name)
    {
        int result = FileCalls.Delete(Descriptor, name);
        if (result < 0 && result != -Errno.NoEntry)
            throw FileProblem.Of(result);
    }

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle HandleOf(int descriptor) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw FileProblem.Of(descriptor);

    private static void Check(FileStatus file)
    {
        if (file.Kind != FileKind.Regular)
            throw new NotARegularFileException(file.Kind);
        if (!TrustedUser.Is(file.Owner))
            throw new UntrustedFileException($"belongs to user {file.Owner}, and not to root or the daemon's user: delete it, or change its owner");
        if (file.IsWritableByAll)
            throw new UntrustedFileException("everybody may write to it: change that with chmod o-w");
        if (file.Names > 1)
            throw new UntrustedFileException("is a file that has another name as well (a hard link): delete one of them");
    }

    // The unit's user has to be able to go on with what root made in its folder.
    private void Adopt(int descriptor, UnixFileMode mode)
    {
        _ = FileCalls.SetMode(descriptor, mode);
        if (!TrustedUser.IsRootOrSelf(Status.Owner) && TrustedUser.Is(Status.Owner))
            _ = FileCalls.SetOwner(descriptor, Status.Owner);
    }
}

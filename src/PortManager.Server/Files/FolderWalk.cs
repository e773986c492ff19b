using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>
/// The way from the root of the file system to a folder or a file, one name after the other, so that nobody can put something else in its place meanwhile. A symbolic
/// link is followed if root or the daemon's user made it, in a folder where nobody else can make any: the owner of the folder could otherwise have root write anywhere.
/// </summary>
internal sealed class FolderWalk : IDisposable
{
    private const int MaxLinks = 40; // as many as the kernel follows
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const OpenFlags AsPlace = OpenFlags.Place | OpenFlags.Folder;

    private readonly Stack<string> _left = new();
    private readonly UnixFileMode? _make;
    private OpenFolder _at = Root();
    private ulong? _processFiles;
    private int _links;
    private bool _isTaken;

    private FolderWalk(string path, UnixFileMode? make)
    {
        _make = make;
        Push(Path.GetFullPath(path));
    }

    // The links there lead to what no path has, such as the terminal or the pipe that this process was given.
    private bool IsInProcessFiles => _at.Status.Identity.Device == _processFiles;

    /// <summary>Opens a folder.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="make">The mode of the folders that are missing; null if they are not made.</param>
    public static OpenFolder ToFolder(string path, UnixFileMode? make)
    {
        using var walk = new FolderWalk(path, make);
        while (walk._left.TryPop(out string? name))
            walk.Enter(name);
        return walk.Take();
    }

    /// <summary>Opens the folder of a file, which need not be there.</summary>
    /// <inheritdoc cref="ToFolder"/>
    /// <returns>The place at the end of all links that are followed: what is there may be a link that is not.</returns>
    public static FilePlace ToFile(string path, UnixFileMode? make)
    {
        using var walk = new FolderWalk(path, make);
        while (walk._left.TryPop(out string? name))
        {
            if (walk._left.Count > 0 || name == "..")
                walk.Enter(name);
            else if (walk._at.StatusOf(name) is not { Kind: FileKind.Link } link || !walk.IsFollowed(link))
                return new FilePlace(walk.Take(), name, IsOwnDescriptor: false);
            else if (walk.IsInProcessFiles)
                return new FilePlace(walk.Take(), name, IsOwnDescriptor: true);
            else
                walk.Follow(name);
        }

        throw new NotARegularFileException(FileKind.Folder);
    }

    public void Dispose()
    {
        if (!_isTaken)
            _at.Dispose();
    }

    private static OpenFolder Root() => OpenFolder.Of(FileCalls.Open(-1, "/", AsPlace), "/");

    private OpenFolder Take()
    {
        _isTaken = true;
        return _at;
    }

    private void Enter(string name)
    {
        string path = name == ".." ? Path.GetDirectoryName(_at.Path) ?? "/" : Path.Combine(_at.Path, name);
        if (name == ".." || _at.StatusOf(name) is not { Kind: FileKind.Link } link)
        {
            OpenFolder next = OpenNext(name, path);
            if (path == "/proc")
                _processFiles = next.Status.Identity.Device;
            Go(next);
        }
        else if (!IsFollowed(link))
        {
            throw new UntrustedFileException($"{path} is a link that somebody else can change: put a folder in its place");
        }
        else if (IsInProcessFiles)
        {
            Go(OpenFolder.Of(FileCalls.Open(_at.Descriptor, name, AsPlace), path));
        }
        else
        {
            Follow(name);
        }
    }

    private OpenFolder OpenNext(string name, string path)
    {
        int descriptor = FileCalls.Open(_at.Descriptor, name, AsPlace | OpenFlags.NoFollow);
        if (descriptor == -Errno.NoEntry && _make is { } mode)
        {
            _at.MakeFolder(name, mode);
            descriptor = FileCalls.Open(_at.Descriptor, name, AsPlace | OpenFlags.NoFollow);
        }

        OpenFolder next = OpenFolder.Of(descriptor, path);
        if (!_at.Status.IsWritableByAll || TrustedUser.Is(next.Status.Owner))
            return next;
        next.Dispose();
        throw new UntrustedFileException(
            $"the folder {path} belongs to user {next.Status.Owner}, and everybody may have made it: delete it, or give it to root");
    }

    private void Go(OpenFolder next)
    {
        _at.Dispose();
        _at = next;
    }

    private bool IsFollowed(FileStatus link) =>
        TrustedUser.IsRootOrSelf(link.Owner) && TrustedUser.IsRootOrSelf(_at.Status.Owner) && (_at.Status.Mode & WritableByOthers) == 0;

    private void Follow(string name)
    {
        if (++_links > MaxLinks)
            throw new NotARegularFileException("too many links");
        string target = FileCalls.LinkTarget(_at.Descriptor, name) ?? throw FileProblem.Of(-Errno.NoEntry);
        if (target.StartsWith('/'))
            Go(Root());
        Push(target);
    }

    private void Push(string path)
    {
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(n => n != ".").Reverse())
            _left.Push(name);
    }
}

/// <summary>Where a file is, or is to be.</summary>
/// <param name="Folder">The folder, open.</param>
/// <param name="Name">The name in it.</param>
/// <param name="IsOwnDescriptor">
/// Whether the name stands for a descriptor that this process was given, as /dev/stdout does: the user who started the daemon chose it, whatever it is.
/// </param>
internal sealed record FilePlace(OpenFolder Folder, string Name, bool IsOwnDescriptor) : IDisposable
{
    public FileStatus? Status => Folder.StatusOf(Name);

    public void Dispose() => Folder.Dispose();
}

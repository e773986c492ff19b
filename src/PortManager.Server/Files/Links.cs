using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>
/// Which symbolic links are followed: those that root or the daemon's user made, in a folder where nobody else can make
/// any. Whoever owns the folder could otherwise have root replace any file.
/// </summary>
internal static class Links
{
    private const uint Root = 0;
    private const int Most = 40; // as many as the kernel follows
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Where what is written to a path goes: the end of its links, or the first one that is not followed.</summary>
    /// <exception cref="NotARegularFileException">The links never end.</exception>
    public static string Follow(string path)
    {
        string end = Path.GetFullPath(path);
        for (int links = 0; IsFollowed(end); links++)
        {
            if (links == Most)
                throw new NotARegularFileException("too many links");
            end = Path.Combine(Path.GetDirectoryName(end)!, new FileInfo(end).LinkTarget!);
        }

        return end;
    }

    private static bool IsFollowed(string path) =>
        FileStatus.Of(path) is { Kind: FileKind.Link } link
        && FileStatus.OfTarget(Path.GetDirectoryName(path)!) is { } folder
        && IsOurs(link) && IsOurs(folder) && (folder.Mode & WritableByOthers) == 0;

    private static bool IsOurs(FileStatus file) => file.Owner == Root || file.Owner == LibC.EffectiveUser();
}

using PortManager.Client;

namespace PortManager.Server.Files;

/// <summary>
/// Where a file goes that cannot be where it should: the same name in the home folder, as with today's Tcl daemon, and
/// never in silence (SPEC section 5).
/// </summary>
internal static class Fallback
{
    /// <param name="what">What the file is, for the warning: <c>log</c>.</param>
    /// <param name="path">Where it should be.</param>
    /// <param name="open">Opens or writes it at a path.</param>
    /// <param name="warn">Takes the warning.</param>
    /// <param name="isReadByOthers">Whether others read it there, so that an older one is to be said to be out of date.</param>
    /// <returns>The path that was taken; null when there was none.</returns>
    public static string? Choose(string what, string path, Action<string> open, Action<string> warn, bool isReadByOthers = false)
    {
        if (Try(path, open) is not { } problem)
            return path;
        bool isStale = isReadByOthers && FileStatus.Of(path)?.Kind == FileKind.Regular;
        const string Stale = "what is there is not this daemon's, and out of date: delete it";
        string? inHome = Folders.Home is { } home && Path.GetFileName(path) is { Length: > 0 } name ? Path.Combine(home, name) : null;
        if (inHome is not null && inHome != path && Try(inHome, open) is null)
        {
            warn($"cannot write the {what} {path} ({problem}): it is {inHome} instead{(isStale ? $"; {Stale}" : "")}");
            return inHome;
        }

        warn($"cannot write the {what} {path} ({problem}): {(isStale ? Stale : "there is none")}");
        return null;
    }

    private static string? Try(string path, Action<string> open)
    {
        try
        {
            open(path);
            return null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return FileProblem.Describe(e);
        }
    }
}

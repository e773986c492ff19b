namespace PortManager.Server;

/// <summary>The files that the daemon is told to write.</summary>
internal static class DaemonFiles
{
    /// <summary>What is wrong with their places, as a sentence that says what is expected: each has a path of its own.</summary>
    public static string? Problem(PortManagerServerOptions options)
    {
        (string What, string Path)[] files =
        [
            ("log", options.LogFile), ("usage file", options.UsageFile), ("port file", options.PortFile), ("pid file", options.PidFile),
        ];
        return files.GroupBy(f => FullPath(f.Path)).FirstOrDefault(g => g.Key != "/dev/null" && g.Count() > 1) is { } same
            ? $"the {string.Join(" and the ", same.Select(f => f.What))} are the same file {same.Key}: give each a path of its own, or /dev/null"
            : null;
    }

    /// <summary>The paths of all of them.</summary>
    public static IEnumerable<string> Of(PortManagerServerOptions options) => [options.LogFile, options.UsageFile, options.PortFile, options.PidFile];

    // What can be no path is a problem when it is opened.
    private static string FullPath(string path) => path.Length == 0 || path.Contains('\0') ? path : Path.GetFullPath(path);
}

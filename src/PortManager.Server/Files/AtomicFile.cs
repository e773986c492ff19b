namespace PortManager.Server.Files;

/// <summary>Writes files that others read at any time: a reader sees a whole one, the old or the new.</summary>
internal static class AtomicFile
{
    /// <summary>Whether a path is that of a device; files in shared memory have such paths and are none.</summary>
    public static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    public static void Write(string path, string text)
    {
        Folders.CreateParent(path);
        // A link stays a link, and a device (-usagefile /dev/null) is never replaced.
        var file = new FileInfo(path);
        string target = (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true)!).FullName;
        if (IsDevice(target))
        {
            File.WriteAllText(target, text);
            return;
        }

        string draft = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}");
        try
        {
            File.WriteAllText(draft, text);
            File.Move(draft, target, overwrite: true);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            File.Delete(draft);
            throw;
        }
    }
}

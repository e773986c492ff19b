using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>Writes files that others read at any time: a reader sees a whole one, the old or the new.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes the file. Only a regular file, or nothing, or a link that is not followed (<see cref="Links"/>), is replaced;
    /// a device (-usagefile /dev/null) is written to.
    /// </summary>
    /// <exception cref="NotARegularFileException">Something else is there.</exception>
    public static void Write(string path, string text)
    {
        Folders.CreateParent(path);
        string target = Links.Follow(path);
        switch (FileStatus.Of(target)?.Kind)
        {
            case FileKind.CharacterDevice:
                WriteTo(target, FileMode.Open, text);
                break;
            case null or FileKind.Regular or FileKind.Link:
                Replace(target, text);
                break;
            case { } kind:
                throw new NotARegularFileException(kind);
        }
    }

    /// <summary>Deletes a regular file if its text is this one; a link that is followed stays, and leads to nothing.</summary>
    public static void Delete(string path, string text)
    {
        string target = Links.Follow(path);
        if (FileStatus.Of(target)?.Kind == FileKind.Regular && File.ReadAllText(target) == text)
            File.Delete(target);
    }

    private static void Replace(string target, string text)
    {
        string draft = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}");
        // What is there is of a process that was killed, or somebody's trap: it is never written to.
        File.Delete(draft);
        try
        {
            WriteTo(draft, FileMode.CreateNew, text);
            File.Move(draft, target, overwrite: true);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            File.Delete(draft);
            throw;
        }
    }

    private static void WriteTo(string path, FileMode mode, string text)
    {
        using var writer = new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        writer.Write(text);
    }
}

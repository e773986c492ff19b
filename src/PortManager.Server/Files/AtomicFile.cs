using System.Text;
using Microsoft.Win32.SafeHandles;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>Writes files that others read at any time: a reader sees a whole one, the old or the new.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a file that is meant for everybody. Only a regular file, or nothing, or a link that is not followed (<see cref="FolderWalk"/>), is replaced;
    /// a device (-usagefile /dev/null) is written to.
    /// </summary>
    /// <exception cref="NotARegularFileException">Something else is there.</exception>
    /// <returns>What is there now; null for a device.</returns>
    public static FileStatus? Write(string path, string text)
    {
        using FilePlace place = FolderWalk.ToFile(path, OpenFolder.SharedFolder);
        if (place.IsOwnDescriptor)
        {
            WriteTo(place.Folder.OpenAnything(place.Name, OpenFlags.Write), text);
            return null;
        }

        switch (place.Status?.Kind)
        {
            case FileKind.CharacterDevice:
                WriteTo(place.Folder.OpenAnything(place.Name, OpenFlags.Write | OpenFlags.NoFollow), text);
                return null;
            case null or FileKind.Regular or FileKind.Link:
                Replace(place.Folder, place.Name, text, OpenFolder.SharedFile);
                return place.Status;
            case { } kind:
                throw new NotARegularFileException(kind);
        }
    }

    /// <summary>Writes a file in an open folder, in the place of what is there.</summary>
    public static void Replace(OpenFolder folder, string name, string text, UnixFileMode mode)
    {
        string draft = $".{name}.{Environment.ProcessId}";
        // What is there is of a process that was killed, or somebody's trap: it is never written to.
        folder.Delete(draft);
        try
        {
            WriteTo(folder.Make(draft, mode), text);
            folder.Rename(draft, name);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            folder.Delete(draft);
            throw;
        }
    }

    /// <summary>Deletes a regular file if its text is this one; a link that is followed stays, and leads to nothing.</summary>
    public static void Delete(string path, string text)
    {
        using FilePlace place = FolderWalk.ToFile(path, make: null);
        if (HasText(place, text))
            place.Folder.Delete(place.Name);
    }

    /// <summary>Whether a file is one that the daemon may have written, with this text.</summary>
    public static bool HasText(string path, string text)
    {
        try
        {
            using FilePlace place = FolderWalk.ToFile(path, make: null);
            return HasText(place, text);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return false;
        }
    }

    private static bool HasText(FilePlace place, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return place.Status is { Kind: FileKind.Regular } file && file.Length == bytes.Length
            && place.Folder.Read(place.Name, bytes.Length).AsSpan().SequenceEqual(bytes);
    }

    private static void WriteTo(SafeFileHandle file, string text)
    {
        using var writer = new StreamWriter(new FileStream(file, FileAccess.Write));
        writer.Write(text);
    }
}

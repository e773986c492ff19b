using Microsoft.Win32.SafeHandles;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Files;

/// <summary>Opens a file that grows: each write goes to its end, wherever somebody has cut it or written meanwhile.</summary>
internal static class AppendedFile
{
    private const OpenFlags Appending = OpenFlags.Write | OpenFlags.Append;

    /// <summary>Opens it, and makes it and its folders if they are missing. A device, or a descriptor that this process was given, is written to.</summary>
    public static SafeFileHandle Open(string path)
    {
        using FilePlace place = FolderWalk.ToFile(path, OpenFolder.SharedFolder);
        if (place.IsOwnDescriptor)
            return place.Folder.OpenAnything(place.Name, Appending);
        switch (place.Status?.Kind)
        {
            case FileKind.CharacterDevice:
                return place.Folder.OpenAnything(place.Name, Appending | OpenFlags.NoFollow);
            case null:
                MakeUnlessThere(place);
                break;
        }

        return place.Folder.Open(place.Name, Appending);
    }

    private static void MakeUnlessThere(FilePlace place)
    {
        try
        {
            place.Folder.Make(place.Name, OpenFolder.SharedFile).Dispose();
        }
        catch (IOException e) when (e.HResult == Errno.Exists)
        {
            // Another process made it since it was looked for; whether it can be used is looked at when it is opened.
        }
    }

    /// <summary>Gives it another name, in the place of what has that name.</summary>
    /// <returns>The path that it has then.</returns>
    public static string MoveAside(string path)
    {
        using FilePlace place = FolderWalk.ToFile(path, make: null);
        string aside = $"{place.Name}.old";
        place.Folder.Rename(place.Name, aside);
        return Path.Combine(place.Folder.Path, aside);
    }
}

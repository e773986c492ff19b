using PortManager.Client;
using PortManager.Server.Files;

namespace PortManager.Server.Journal;

/// <summary>
/// The mark by which the next daemon knows that the journal is behind: changes could not be written. It is a file that is made while there is room, and only gets another
/// name when there is none.
/// </summary>
internal static class JournalMark
{
    private const string Behind = "journal.behind";
    private const string Ready = "journal.current";

    /// <summary>Whether the daemon before left the journal behind.</summary>
    public static bool IsSet(OpenFolder folder) => IsMark(folder.StatusOf(Behind));

    /// <summary>Says that the journal is behind, from here on.</summary>
    public static void Set(OpenFolder folder)
    {
        if (IsSet(folder))
            return;
        if (folder.StatusOf(Ready) is not null)
            folder.Rename(Ready, Behind);
        else
            folder.Make(Behind, OpenFolder.OwnFile).Dispose();
    }

    /// <summary>Says that the journal is true.</summary>
    public static void Clear(OpenFolder folder)
    {
        if (IsSet(folder))
            folder.Rename(Behind, Ready);
        else if (folder.StatusOf(Ready) is null)
            folder.Make(Ready, OpenFolder.OwnFile).Dispose();
    }

    /// <summary>Takes back a mark that somebody else has set, and makes the file that becomes the mark, if it is missing.</summary>
    /// <param name="folder">The path of the state folder.</param>
    /// <param name="whenRemoved">Is called if there was one.</param>
    /// <returns>Why it is still there; null if it is not.</returns>
    public static Exception? TakeBack(string folder, Action whenRemoved)
    {
        bool isSet = IsMark(FileStatus.Of(Path.Combine(folder, Behind)));
        if (!isSet && FileStatus.Of(Path.Combine(folder, Ready)) is not null)
            return null;
        try
        {
            using OpenFolder open = StateFolder.OpenOwn(folder);
            Clear(open);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // Without room for a file that is missing the journal is true all the same.
            return isSet ? e : null;
        }

        if (isSet)
            whenRemoved();
        return null;
    }

    private static bool IsMark(FileStatus? file) => file is { } mark && TrustedUser.Is(mark.Owner);
}

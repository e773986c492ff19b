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
    public static bool IsSet(OpenFolder folder) => folder.StatusOf(Behind) is { } mark && TrustedUser.Is(mark.Owner);

    /// <summary>Says that the journal is behind, from here on.</summary>
    public static void Set(OpenFolder folder)
    {
        if (folder.StatusOf(Ready) is not null)
            folder.Rename(Ready, Behind);
        else if (!IsSet(folder))
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
}

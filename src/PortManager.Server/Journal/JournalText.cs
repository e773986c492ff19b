namespace PortManager.Server.Journal;

/// <summary>From the bytes of a journal to what is allocated.</summary>
internal static class JournalText
{
    public const int Version = 3;

    // Version 1 did not say which request gave a port back, and version 2 not in which start of the system.
    private const int OldestVersion = 1;

    /// <summary>Reads a journal.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="problem">Why it is no journal of ours; null when it is one.</param>
    /// <returns>What it says at its end. Empty where there is a problem.</returns>
    /// <remarks>
    /// A daemon that is killed can leave a line cut short, and a crash of the system a stretch of anything, at the end;
    /// what comes before that is true. A bad line with good ones behind it means that someone else has been at the file.
    /// </remarks>
    public static JournalContents Read(ReadOnlySpan<byte> bytes, out string? problem)
    {
        var contents = new JournalContents();
        problem = null;
        bool isFirst = true;
        bool sawBad = false;
        foreach (Range range in bytes.Split((byte)'\n'))
        {
            JournalEntry? entry = JournalEntry.Read(bytes[range]);
            if (isFirst && entry is not JournalEntry.Header { Version: >= OldestVersion and <= Version } && !bytes.IsEmpty)
                problem = "it does not begin as one";
            else if (sawBad && entry is not null)
                problem = "a line in its middle is damaged";
            if (problem is not null)
                return new JournalContents();
            isFirst = false;
            sawBad |= entry is null;
            contents.Enter(entry);
        }

        return contents;
    }
}

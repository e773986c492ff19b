namespace PortManager.Server.Journal;

/// <summary>From the bytes of a journal to what is allocated.</summary>
internal static class JournalText
{
    public const int Version = 2;

    // Version 1 did not say which request gave a port back.
    private const int OldestVersion = 1;

    /// <summary>Reads a journal.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="problem">Why it is no journal of ours; null when it is one.</param>
    /// <returns>What was allocated at its end. Empty where there is a problem.</returns>
    /// <remarks>
    /// A daemon that is killed can leave a line cut short, and a crash of the system a stretch of anything, at the end;
    /// what comes before that is true. A bad line with good ones behind it means that someone else has been at the file.
    /// </remarks>
    public static JournaledPorts Read(ReadOnlySpan<byte> bytes, out string? problem)
    {
        var held = new JournaledPorts();
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
                return new JournaledPorts();
            isFirst = false;
            sawBad |= entry is null;
            if (entry is JournalEntry.Held { Allocation: var allocation })
                held.Add(allocation);
            else if (entry is JournalEntry.Freed freed)
                held.Remove(freed);
        }

        return held;
    }
}

using PortManager.Server.Allocations;

namespace PortManager.Server.Journal;

/// <summary>What a journal says.</summary>
internal sealed class JournalContents
{
    /// <summary>The start of the system in which it was written; null if that is not known.</summary>
    public string? Boot { get; private set; }

    /// <summary>What is allocated.</summary>
    public JournaledPorts Held { get; private set; } = new();

    /// <summary>Which service had which free port last.</summary>
    public PortMemory Memory { get; } = new();

    /// <summary>Reads a line more.</summary>
    /// <param name="entry">The line; null for one that is none.</param>
    public void Enter(JournalEntry? entry)
    {
        switch (entry)
        {
            case JournalEntry.Header header:
                Boot = header.Boot;
                break;
            case JournalEntry.Held { Allocation: var allocation }:
                Held.Add(allocation);
                Memory.Forget(allocation.Port);
                break;
            case JournalEntry.Freed freed when Held.Remove(freed) is { } released:
                Remember(released);
                break;
            case JournalEntry.Remembered remembered:
                Memory.Remember(remembered.Port, remembered.Service, remembered.Name);
                break;
        }
    }

    /// <summary>All that was allocated is free.</summary>
    public void End()
    {
        foreach (AllocationRecord record in Held.InOrder)
            Remember(record);
        Held = new JournaledPorts();
    }

    private void Remember(AllocationRecord released) => Memory.Remember(released.Port, released.Key, released.Service);
}

using System.Buffers;
using PortManager.Server.Allocations;

namespace PortManager.Server.Journal;

/// <summary>From the bytes of a journal to what is allocated, and back.</summary>
internal static class JournalText
{
    public const int Version = 3;

    /// <summary>Reads a journal.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="problem">Why it is no journal of ours; null when it is one.</param>
    /// <returns>What it says at its end. Empty where there is a problem.</returns>
    public static JournalContents Read(ReadOnlySpan<byte> bytes, out string? problem)
    {
        var reader = new JournalReader();
        reader.Read(bytes);
        return reader.Finish(out problem);
    }

    /// <summary>Writes the shortest journal that says what is allocated.</summary>
    /// <param name="boot">This start of the system; null if it is not known.</param>
    /// <param name="held">What is allocated.</param>
    /// <param name="memory">Which service had which free port last.</param>
    public static ReadOnlyMemory<byte> Write(string? boot, JournaledPorts held, PortMemory memory)
    {
        var all = new ArrayBufferWriter<byte>();
        var list = new ArrayBufferWriter<byte>();
        new JournalEntry.Header(Version, boot).Write(all, list);
        foreach ((RequestPlace place, AllocationRecord released) in held.FreeRequests)
        {
            new JournalEntry.Held(released).Write(all, list);
            new JournalEntry.Freed(released.Port, place).Write(all, list);
        }

        foreach (RememberedPort remembered in memory.OldestFirst)
            new JournalEntry.Remembered(remembered).Write(all, list);
        foreach (AllocationRecord allocation in held.InOrder)
            new JournalEntry.Held(allocation).Write(all, list);
        return all.WrittenMemory;
    }
}

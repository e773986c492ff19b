using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using PortManager.Server.Journal;

namespace PortManager.Tests.Fuzz;

/// <summary>
/// Any bytes are a journal or none; each line that is accepted can be written and read again. Lines are read with a checksum
/// that fits as well: else nothing would get past it.
/// </summary>
internal static class JournalTarget
{
    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        byte[] file = bytes.ToArray();
        CheckFile(file);
        byte[][] lines = [.. Lines(file).Select(WithChecksum)];
        CheckFile([.. lines.SelectMany(line => line.Append((byte)'\n'))]);
        foreach (byte[] line in lines)
            CheckLine(line);
    }

    /// <summary>The line of a journal that has this list.</summary>
    public static byte[] WithChecksum(byte[] list)
    {
        uint crc = list.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        return [.. Encoding.ASCII.GetBytes((~crc).ToString("x8", CultureInfo.InvariantCulture)), (byte)' ', .. list];
    }

    private static IEnumerable<byte[]> Lines(byte[] file)
    {
        int start = 0;
        for (int end; (end = Array.IndexOf(file, (byte)'\n', start)) >= 0; start = end + 1)
            yield return file[start..end];
        yield return file[start..];
    }

    private static void CheckFile(byte[] file)
    {
        JournaledPorts held = JournalText.Read(file, out string? problem).Held;
        Assert.True(problem is null || held.Count == 0);
        Assert.Distinct(held.InOrder.Select(a => a.Port));
    }

    private static void CheckLine(byte[] line)
    {
        if (JournalEntry.Read(line) is not { } entry)
            return;
        var output = new ArrayBufferWriter<byte>();
        entry.Write(output, new ArrayBufferWriter<byte>());
        JournalEntry? again = JournalEntry.Read(output.WrittenSpan[..^1]);
        Assert.Equal(entry, again);
        if (entry is JournalEntry.Held { Allocation.Port: var port })
            Assert.InRange(port, 1, ushort.MaxValue);
    }
}

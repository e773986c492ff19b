using System.Buffers;
using System.Text;
using PortManager.Server.Allocations;
using PortManager.Server.Journal;
using PortManager.Tests.Fuzz;

namespace PortManager.Tests.Server.Journal;

public sealed class JournalEntryTests
{
    private static readonly DateTimeOffset s_since = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    public static TheoryData<string, string, string, long?> Allocations => new()
    {
        { "RingMaster", "RingMaster", "fox", 1000 },
        { "RingMaster", "RingMaster_1", "fox", null },
        { "my service", "my service_12", "a {user}", 0 },
        { "sérvice 😀", "sérvice 😀", "\\ \"[$;", uint.MaxValue },
        { new string('x', 255), new string('x', 255) + "_1", new string('é', 127), 65534 },
    };

    [Theory]
    [MemberData(nameof(Allocations))]
    public void What_is_written_is_read_again(string requested, string service, string user, long? owner)
    {
        var allocation = new AllocationRecord(30001, requested, service, user, owner, s_since, 17, 4711);
        Assert.Equal(new JournalEntry.Held(allocation), Read(Write(new JournalEntry.Held(allocation))));
        var remembered = new JournalEntry.Remembered(30001, new ServiceKey(requested, user, owner), service);
        Assert.Equal(remembered, Read(Write(remembered)));
    }

    [Fact]
    public void A_freed_port_and_the_header_are_read_again()
    {
        Assert.Equal(new JournalEntry.Freed(30001), Read(Write(new JournalEntry.Freed(30001))));
        Assert.Equal(new JournalEntry.Header(1), Read(Write(new JournalEntry.Header(1))));
        Assert.Equal(new JournalEntry.Header(3, "a boot"), Read(Write(new JournalEntry.Header(3, "a boot"))));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(17, 4711)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void A_port_that_a_request_gave_back_is_read_again_with_the_place_of_the_request(long connection, long position)
    {
        var freed = new JournalEntry.Freed(30001, new RequestPlace(connection, position));
        Assert.Equal(freed, Read(Write(freed)));
    }

    [Theory]
    [InlineData("f83d57f1 journal 3")]
    [InlineData("bcd721d6 - 30001 17 4711")]
    [InlineData("56eca0fd + 30001 RingMaster RingMaster fox 1000 1800000000123 17 4711")]
    public void A_line_begins_with_the_CRC_32C_of_what_follows(string line)
    {
        JournalEntry? entry = JournalEntry.Read(Encoding.UTF8.GetBytes(line));

        Assert.NotNull(entry);
        Assert.Equal($"{line}\n", Encoding.UTF8.GetString(Write(entry)));
    }

    [Fact]
    public void A_line_that_is_cut_short_or_changed_anywhere_is_none()
    {
        byte[] line = Write(new JournalEntry.Held(new AllocationRecord(30001, "s", "s_1", "u", 5, s_since, 17, 0)));
        for (int length = 0; length < line.Length - 1; length++)
            Assert.Null(JournalEntry.Read(line.AsSpan(0, length)));
        for (int i = 0; i < line.Length - 1; i++)
        {
            byte[] changed = [.. line[..^1]];
            changed[i] ^= 1;
            Assert.Null(JournalEntry.Read(changed));
        }
    }

    // Found by fuzzing: a checksum that fits does not make a line true.
    [Theory]
    [InlineData("+ 0 s s u 1000 1700000000000 7 0")]
    [InlineData("+ 65536 s s u 1000 1700000000000 7 0")]
    [InlineData("+ 300000000001 s s u 1000 1700000000000 7 0")]
    [InlineData("+ 30001 s s u -2 1700000000000 7 0")]
    [InlineData("+ 30001 s s u 4294967296 1700000000000 7 0")]
    [InlineData("+ 30001 s s u 1000 999999999999999 7 0")]
    [InlineData("+ 30001 s s u 1000 1700000000000 -7 0")]
    [InlineData("+ 30001 s s u 1000 1700000000000 7 -1")]
    [InlineData("- 0")]
    [InlineData("- 65536")]
    [InlineData("- 30001 7")]
    [InlineData("- 30001 -7 0")]
    [InlineData("- 30001 7 -1")]
    [InlineData("- 30001 7 0 0")]
    [InlineData("- 65536 7 0")]
    [InlineData("journal -1")]
    [InlineData("journal 3 {}")]
    [InlineData("= 0 s s u 1000")]
    [InlineData("= 30001 s t u 1000")]
    [InlineData("= 30001 s s u -2")]
    [InlineData("= 30001 s s u")]
    [InlineData("= 30001 s sx1 u 1000")]
    [InlineData("= 30001 s s {} 1000")]
    [InlineData("= 30001 a\\nb a\\nb u 1000")]
    [InlineData("journal 3 a b")]
    [InlineData("+ 30001 s s \\uD834u 1000 1700000000000 7 0")]
    [InlineData("+ 30001 s s {} 1000 1700000000000 7 0")]
    [InlineData("+ 30001 a\\nb a\\nb u 1000 1700000000000 7 0")]
    [InlineData("+ 30001 s t u 1000 1700000000000 7 0")]
    [InlineData("+ 30001 s s_x u 1000 1700000000000 7 0")]
    public void A_line_with_what_no_daemon_would_write_is_none(string list) =>
        Assert.Null(JournalEntry.Read(JournalTarget.WithChecksum(Encoding.UTF8.GetBytes(list))));

    internal static byte[] Write(JournalEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        entry.Write(output, new ArrayBufferWriter<byte>());
        return output.WrittenSpan.ToArray();
    }

    private static JournalEntry? Read(byte[] line)
    {
        Assert.Equal((byte)'\n', line[^1]);
        return JournalEntry.Read(line.AsSpan(0, line.Length - 1));
    }
}

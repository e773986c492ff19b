using System.Text;
using PortManager.Server.Allocations;
using PortManager.Server.Journal;

namespace PortManager.Tests.Server.Journal;

public sealed class JournalTextTests
{
    private static readonly byte[] s_header = JournalEntryTests.Write(new JournalEntry.Header(JournalText.Version));

    [Fact]
    public void A_file_cut_short_at_any_byte_gives_what_was_true_up_to_there()
    {
        byte[][] lines = [s_header, Held(1), Held(2), Freed(1), Held(3), Freed(2), Held(1)];
        int[][] expected = [[], [1], [1, 2], [2], [2, 3], [3], [1, 3]];
        byte[] file = [.. lines.SelectMany(l => l)];
        int start = 0;
        for (int i = 0; i < lines.Length; start += lines[i++].Length)
        {
            // A line without its end is as good as a line: its checksum says that it is whole.
            for (int length = 1; length < lines[i].Length - 1; length++)
            {
                bool isHeaderCut = i == 0;
                JournaledPorts held = JournalText.Read(file.AsSpan(0, start + length), out string? problem).Held;
                Assert.Equal(isHeaderCut, problem is not null);
                Assert.Equal(i == 0 ? [] : expected[i - 1], PortsOf(held).Order());
            }

            Assert.Equal(expected[i], PortsOf(JournalText.Read(file.AsSpan(0, start + lines[i].Length), out string? none).Held).Order());
            Assert.Null(none);
        }
    }

    [Fact]
    public void The_oldest_comes_first_whatever_the_clock_said_and_however_it_is_called_now()
    {
        byte[] file = [.. s_header, .. Held(3), .. Held(1), .. Held(2), .. Freed(1), .. Held(3), .. Held(1)];

        Assert.Equal([3, 2, 1], PortsOf(JournalText.Read(file, out _).Held));
    }

    [Fact]
    public void What_a_crash_of_the_system_leaves_at_the_end_is_left_out()
    {
        byte[] file = [.. s_header, .. Held(1), .. new byte[500], .. "garbage\nmore"u8, .. new byte[3]];
        Assert.Equal([1], PortsOf(JournalText.Read(file, out string? problem).Held));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("not a journal\n")]
    [InlineData("\n")]
    [InlineData("{\"json\": true}")]
    public void A_file_of_somebody_else_is_not_read(string text)
    {
        Assert.Empty(PortsOf(JournalText.Read(Encoding.UTF8.GetBytes(text), out string? problem).Held));
        Assert.Equal("it does not begin as one", problem);
    }

    [Fact]
    public void A_journal_of_the_version_before_which_does_not_tell_of_requests_is_read()
    {
        byte[] file = [.. JournalEntryTests.Write(new JournalEntry.Header(1)), .. Held(1), .. Held(2), .. Freed(1)];

        JournaledPorts held = JournalText.Read(file, out string? problem).Held;

        Assert.Null(problem);
        Assert.Equal([2], PortsOf(held));
        Assert.Empty(held.FreeRequests);
    }

    [Fact]
    public void It_tells_which_requests_gave_ports_back()
    {
        var first = new JournalEntry.Freed(1, new RequestPlace(7, 100));
        var second = new JournalEntry.Freed(3, new RequestPlace(8, 0));
        byte[] file = [.. s_header, .. Held(1), .. Held(2), .. Held(3), .. JournalEntryTests.Write(first), .. Freed(2), .. JournalEntryTests.Write(second)];

        JournaledPorts held = JournalText.Read(file, out _).Held;

        Assert.Empty(PortsOf(held));
        Assert.Equal([(1, first.Request!.Value), (3, second.Request!.Value)], held.FreeRequests.Select(f => (f.Released.Port, f.Place)));
    }

    [Fact]
    public void It_tells_which_service_had_a_free_port_last()
    {
        var remembered = new JournalEntry.Remembered(9, new ServiceKey("old", "u", 5), "old_1");
        byte[] file =
        [
            .. s_header, .. JournalEntryTests.Write(remembered), .. Held(1), .. Held(2), .. Held(3), .. Freed(2), .. Freed(1), .. Held(2), .. Freed(7),
        ];

        PortMemory memory = JournalText.Read(file, out _).Memory;

        Assert.Equal([9, 1], memory.OldestFirst.Select(r => r.Port));
        Assert.Equal(9, memory.Find(remembered.Service, "old_1"));
        Assert.Equal(1, memory.Find(Records.Of(1).Key, "s"));
    }

    [Fact]
    public void It_tells_in_which_start_of_the_system_it_was_written()
    {
        Assert.Equal("b", JournalText.Read(JournalEntryTests.Write(new JournalEntry.Header(JournalText.Version, "b")), out _).Boot);
        Assert.Null(JournalText.Read(s_header, out _).Boot);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(JournalText.Version + 1)]
    [InlineData(int.MaxValue)]
    public void A_journal_of_another_version_is_not_read(int version)
    {
        byte[] file = [.. JournalEntryTests.Write(new JournalEntry.Header(version)), .. Held(1)];
        Assert.Empty(PortsOf(JournalText.Read(file, out string? problem).Held));
        Assert.Equal("it does not begin as one", problem);
    }

    [Fact]
    public void A_file_that_is_damaged_in_its_middle_is_not_believed()
    {
        byte[] damaged = Held(2);
        damaged[12] ^= 1;
        byte[] file = [.. s_header, .. Held(1), .. damaged, .. Held(3)];
        Assert.Empty(PortsOf(JournalText.Read(file, out string? problem).Held));
        Assert.Equal("a line in its middle is damaged", problem);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_file_says_the_same_in_pieces_of_any_length(int length)
    {
        byte[] file = [.. s_header, .. Held(1), .. Held(2), .. Freed(1), .. Held(3), .. "cut short"u8];
        var reader = new JournalReader();
        foreach (byte[] piece in file.Chunk(length))
            reader.Read(piece);

        Assert.Equal([2, 3], PortsOf(reader.Finish(out string? problem).Held));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_line_longer_than_any_is_damaged(bool isLast)
    {
        byte[] file = [.. s_header, .. Held(1), .. new byte[3_000_000], .. isLast ? [] : "\n"u8.ToArray(), .. isLast ? [] : Held(2)];
        var reader = new JournalReader();
        foreach (byte[] piece in file.Chunk(65536))
            reader.Read(piece);

        Assert.Equal(isLast ? [1] : [], PortsOf(reader.Finish(out string? problem).Held));
        Assert.Equal(isLast ? null : "a line in its middle is damaged", problem);
    }

    [Fact]
    public void An_empty_file_is_an_empty_journal()
    {
        Assert.Empty(PortsOf(JournalText.Read([], out string? problem).Held));
        Assert.Null(problem);
    }

    private static IEnumerable<int> PortsOf(JournaledPorts held) => held.InOrder.Select(a => a.Port);

    private static byte[] Held(int port) => JournalEntryTests.Write(new JournalEntry.Held(Records.Of(port)));

    private static byte[] Freed(int port) => JournalEntryTests.Write(new JournalEntry.Freed(port));
}

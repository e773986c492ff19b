using PortManager.Server.Journal;

namespace PortManager.Tests.Server.Journal;

/// <summary>A journal that is read in pieces, as a file is that somebody may have made long.</summary>
public sealed class JournalReaderTests
{
    private const int LongerThanAnyLine = 1024 * 1024 + 1;

    private static readonly byte[] s_header = JournalEntryTests.Write(new JournalEntry.Header(JournalText.Version));
    private static readonly byte[] s_good = JournalEntryTests.Write(new JournalEntry.Freed(30001));

    [Fact]
    public void Where_the_pieces_end_does_not_matter()
    {
        byte[] file = [.. s_header, .. Held(1), .. Held(2)];
        for (int split = 0; split <= file.Length; split++)
            Assert.Equal("1 2", Read(file[..split], file[split..]));
    }

    [Theory]
    [InlineData(LongerThanAnyLine)]
    [InlineData(4096)]
    [InlineData(7)]
    public void A_line_that_is_too_long_is_no_line_and_what_was_before_it_is_true(int piece)
    {
        byte[] file = [.. s_header, .. Held(1), .. new byte[LongerThanAnyLine], (byte)'\n'];

        Assert.Equal("1", Read([.. file.Chunk(piece)]));
    }

    [Fact]
    public void One_that_is_too_long_and_has_no_end_is_no_line_either() =>
        Assert.Equal("1", Read([.. s_header, .. Held(1)], new byte[LongerThanAnyLine], new byte[LongerThanAnyLine]));

    [Fact]
    public void A_good_line_behind_one_that_is_too_long_means_that_somebody_was_at_the_file() =>
        Assert.Equal("a line in its middle is damaged", Read(s_header, new byte[LongerThanAnyLine], "\n"u8.ToArray(), s_good));

    [Fact]
    public void A_file_whose_first_line_is_too_long_is_known_to_be_no_journal_before_its_end()
    {
        var reader = new JournalReader();

        reader.Read(new byte[LongerThanAnyLine - 1]);
        Assert.Null(reader.Problem);
        reader.Read(new byte[1]);
        Assert.Equal("it does not begin as one", reader.Problem);

        reader.Read(s_header);
        Assert.Equal("it does not begin as one", reader.Problem);
    }

    [Fact]
    public void A_line_after_one_that_was_too_long_is_read_by_itself()
    {
        var reader = new JournalReader();
        reader.Read(s_header);
        reader.Read(new byte[LongerThanAnyLine]);
        reader.Read([(byte)'\n', (byte)'x', (byte)'\n']);
        reader.Finish(out string? problem);
        Assert.Null(problem);
    }

    [Fact]
    public void Neither_the_beginning_nor_the_end_of_a_line_that_is_too_long_is_one()
    {
        Assert.Equal("1", Read([.. s_header, .. Held(1), .. Held(2)[..^1]], new byte[LongerThanAnyLine], "\n"u8.ToArray()));
        Assert.Equal("1", Read([.. s_header, .. Held(1)], new byte[LongerThanAnyLine], Held(2)));
    }

    [Fact]
    public void Damage_of_two_lines_is_damage_too() =>
        Assert.Equal("a line in its middle is damaged", Read([.. s_header, .. "bad\nbad\n"u8, .. s_good]));

    private static byte[] Held(int port) => JournalEntryTests.Write(new JournalEntry.Held(Records.Of(port)));

    /// <summary>The ports that are held, or why it is no journal.</summary>
    private static string Read(params byte[][] pieces)
    {
        var reader = new JournalReader();
        foreach (byte[] piece in pieces)
            reader.Read(piece);
        JournalContents contents = reader.Finish(out string? problem);
        return problem ?? string.Join(' ', contents.Held.InOrder.Select(a => a.Port));
    }
}

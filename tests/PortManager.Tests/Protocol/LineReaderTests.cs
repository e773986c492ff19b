using System.Buffers;
using System.Text;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class LineReaderTests
{
    private const int Max = 8;

    /// <summary>The bytes that came, the lines of at most eight bytes in them, and what the reader says in the end.</summary>
    public static TheoryData<string, string[], int> Streams => new()
    {
        { "", [], 0 },
        { "LIST", [], 4 },
        { "LIST\r", [], 5 },
        { "\n", [""], 0 },
        { "\r\n", [""], 0 },
        { "LIST\n", ["LIST"], 0 },
        { "LIST\r\n", ["LIST"], 0 },
        { "LIST\r\r\n", ["LIST\r"], 0 },
        { "a\rb\n", ["a\rb"], 0 },
        { "a\n\nb\r\nc", ["a", "", "b"], 1 },
        { "12345678\n", ["12345678"], 0 },
        { "12345678\r\n", ["12345678"], 0 },
        { "12345678", [], 8 },
        { "12345678\r", [], 9 },
        { "12345678\n12345678\r\n12345678\r", ["12345678", "12345678"], 9 },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Lines_are_cut_off_the_front_and_the_rest_stays(string text, string[] lines, int rest)
    {
        foreach (ReadOnlySequence<byte> split in Wire.EverySplit(Wire.Bytes(text)))
        {
            ReadOnlySequence<byte> buffer = split;
            List<string> found = [];
            while (LineReader.TryRead(ref buffer, Max, out ReadOnlySequence<byte> line) == LineStatus.Line)
                found.Add(Encoding.UTF8.GetString(line));

            Assert.Equal(lines, found);
            Assert.Equal(rest, buffer.Length);
            Assert.Equal(LineStatus.Incomplete, LineReader.TryRead(ref buffer, Max, out _));
        }
    }

    [Theory]
    [InlineData("123456789")]
    [InlineData("123456789\n")]
    [InlineData("123456789\r\n")]
    [InlineData("12345678\r\r\n")]
    [InlineData("12345678\r ")]
    [InlineData("123456789 and so on\n")]
    public void A_line_over_the_limit_is_too_long_as_soon_as_that_is_known(string text)
    {
        foreach (ReadOnlySequence<byte> split in Wire.EverySplit(Wire.Bytes(text)))
        {
            ReadOnlySequence<byte> buffer = split;

            Assert.Equal(LineStatus.TooLong, LineReader.TryRead(ref buffer, Max, out ReadOnlySequence<byte> start));
            Assert.StartsWith("12345678", Encoding.UTF8.GetString(start), StringComparison.Ordinal);
            Assert.Equal(text.Length, buffer.Length);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_request_may_have_4096_bytes(string end)
    {
        foreach (ReadOnlySequence<byte> line in Wire.EverySplit(Wire.Bytes(new string('a', LineReader.MaxRequest) + end)))
        {
            ReadOnlySequence<byte> buffer = line;
            Assert.Equal(LineStatus.Line, LineReader.TryRead(ref buffer, LineReader.MaxRequest, out var request));
            Assert.Equal(4096, request.Length);
        }

        foreach (ReadOnlySequence<byte> line in Wire.EverySplit(Wire.Bytes(new string('a', LineReader.MaxRequest + 1) + end)))
        {
            ReadOnlySequence<byte> buffer = line;
            Assert.Equal(LineStatus.TooLong, LineReader.TryRead(ref buffer, LineReader.MaxRequest, out _));
        }
    }
}

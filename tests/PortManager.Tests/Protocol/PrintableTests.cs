using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class PrintableTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "", "" },
        { "plain {text} é 😀 \u00A0 \uFFFD", "plain {text} é 😀 \u00A0 \uFFFD" },
        { "a\0b\tc\r\nd\u001B[1m", "a?b?c??d?[1m" },
        { "\u007F\u0080\u0085\u009F", "????" },
        { "\u2028\u2029", "??" },
    };

    /// <summary>A line, and how many of its characters are shown.</summary>
    public static TheoryData<string, int> Lengths => new()
    {
        { new string('a', 199), 199 },
        { new string('a', 200), 200 },
        { new string('a', 201), 200 },
        { new string('€', 300), 200 },
        { Repeat("😀", 300), 200 },
        { "a" + Repeat("😀", 300), 199 },
        { new string('€', 199) + "😀", 199 },
        { new string('€', 198) + "😀😀", 200 },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Control_characters_and_line_ends_are_replaced(string text, string shown)
    {
        Assert.Equal(shown, Printable.Text(text));
        Assert.All(Wire.EverySplit(Wire.Bytes(text)), line => Assert.Equal(shown, Printable.Line(line)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_line_is_cut_at_200_characters_and_never_inside_of_one(string text, int length)
    {
        foreach (ReadOnlySequence<byte> line in Wire.EverySplit(Wire.Bytes(text)))
            Assert.Equal(text[..length], Printable.Line(line));
    }

    [Fact]
    public void Lone_surrogates_are_replaced() => Assert.Equal("a?b?", Printable.Text("a\uD800b\uDC00"));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}

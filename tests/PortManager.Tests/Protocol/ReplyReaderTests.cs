using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class ReplyReaderTests
{
    public static TheoryData<string, string[]> OkLines => new()
    {
        { "OK", [] },
        { "OK 30105", ["30105"] },
        { "OK 0 ", ["0"] },
        { "OK {PortManager 1.2.3} CLAIM FIND", ["PortManager 1.2.3", "CLAIM", "FIND"] },
    };

    public static TheoryData<string, string> FailLines => new()
    {
        { "FAIL", "" },
        { "FAIL ", "" },
        { "FAIL {}", "" },
        { "FAIL {no free ports}", "no free ports" },
        { "FAIL  {no free ports} ", "no free ports" },
        { "FAIL\t{no free ports}", "no free ports" },
        { "FAIL no free ports", "no free ports" },
        { "FAIL {Invalid request GIMME {x u}", "Invalid request GIMME {x u" },
        { "FAIL {Invalid request }}", "Invalid request }" },
        { "FAIL {", "{" },
        { "FAIL }", "}" },
        { "FAIL {a", "{a" },
        { "FAIL {a\u001Bb}", "a?b" },
    };

    [Theory]
    [MemberData(nameof(OkLines))]
    public void OK_gives_its_words(string line, string[] words)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
            Assert.Equal(words, Assert.IsType<Reply.Ok>(ReplyReader.ReadStatus(split)).Words);
    }

    [Theory]
    [MemberData(nameof(FailLines))]
    public void FAIL_gives_its_reason_whatever_it_looks_like(string line, string reason)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
            Assert.Equal(new Reply.Failed(reason), ReplyReader.ReadStatus(split));
    }

    [Fact]
    public void FAIL_need_not_be_UTF8() => Assert.Equal(
        new Reply.Failed("Invalid request \uFFFD"),
        ReplyReader.ReadStatus(new(Wire.Bytes("FAIL {Invalid request \u00FF}", raw: true))));

    [Theory]
    [InlineData("", "neither OK nor FAIL")]
    [InlineData("ok 1", "neither OK nor FAIL")]
    [InlineData("OKAY", "neither OK nor FAIL")]
    [InlineData("FAILURE", "neither OK nor FAIL")]
    [InlineData("HTTP/1.1 400 Bad Request", "neither OK nor FAIL")]
    [InlineData("SSH-2.0-OpenSSH", "neither OK nor FAIL")]
    [InlineData("OK {1", "unmatched open brace")]
    public void Anything_else_is_unreadable(string line, string reason)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
            Assert.Equal(new Reply.Unreadable(line, reason), ReplyReader.ReadStatus(split));
    }

    [Fact]
    public void OK_has_to_be_UTF8() => Assert.Equal(
        new Reply.Unreadable("OK ?", "not valid UTF-8"),
        ReplyReader.ReadStatus(new(Wire.Bytes("OK \u00FF", raw: true))));

    [Theory]
    [InlineData("OK 1", 1, 1)]
    [InlineData("OK 30105", 30105, 30105)]
    [InlineData("OK 65535", 65535, 65535)]
    [InlineData("OK 0", null, 0)]
    [InlineData("OK 65536", null, 65536)]
    [InlineData("OK 2147483647", null, int.MaxValue)]
    [InlineData("OK 2147483648", null, null)]
    [InlineData("OK", null, null)]
    [InlineData("OK {}", null, null)]
    [InlineData("OK 1 2", null, null)]
    [InlineData("OK -1", null, null)]
    [InlineData("OK 01", null, null)]
    [InlineData("OK 1.0", null, null)]
    [InlineData("OK {1 }", null, null)]
    [InlineData("OK {PortManager 1.2.3}", null, null)]
    public void A_port_or_a_count_is_exactly_one_number(string line, int? port, int? count)
    {
        var ok = Assert.IsType<Reply.Ok>(ReplyReader.ReadStatus(Wire.Sequence(line)));

        Assert.Equal(port, ReplyReader.TryReadPort(ok, out int aPort) ? aPort : null);
        Assert.Equal(count, ReplyReader.TryReadCount(ok, out int aCount) ? aCount : null);
    }

    [Theory]
    [InlineData("30105 RingMaster root", 30105, "RingMaster", "root")]
    [InlineData("30103 {my service} {a user}", 30103, "my service", "a user")]
    [InlineData("30103 {a$b[c]} {u;v}", 30103, "a$b[c]", "u;v")]
    [InlineData("30104 {a\\b} -", 30104, "a\\b", "-")]
    [InlineData("30103 a\\{b u", 30103, "a{b", "u")]
    [InlineData("30102 #lead x\\\"y", 30102, "#lead", "x\"y")]
    [InlineData("30101 a\\\"b {c\\d}", 30101, "a\"b", "c\\d")]
    [InlineData("30104 {} u", 30104, "", "u")]
    [InlineData("30101 {} {}", 30101, "", "")]
    [InlineData("30104 sérvice ü", 30104, "sérvice", "ü")]
    public void A_row_is_a_port_and_two_names(string line, int port, string service, string user)
    {
        var expected = new PortAllocation(port, service, user);
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
        {
            Assert.True(ReplyReader.TryReadRow(split, out PortAllocation? row));
            Assert.Equal(expected, row);
            Assert.False(ReplyReader.TryReadChange(split, out _, out _));
        }

        foreach (string sign in new[] { "+", "-" })
        {
            foreach (ReadOnlySequence<byte> split in Wire.Lines($"{sign} {line}"))
            {
                Assert.True(ReplyReader.TryReadChange(split, out bool added, out PortAllocation? row));
                Assert.Equal((sign == "+", expected), (added, row));
                Assert.False(ReplyReader.TryReadRow(split, out _));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("30105")]
    [InlineData("30105 s")]
    [InlineData("30105 s u more")]
    [InlineData("0 s u")]
    [InlineData("65536 s u")]
    [InlineData("s 30105 u")]
    [InlineData("30105 {s u")]
    [InlineData("30105 {s}u v")]
    [InlineData("OK 3")]
    [InlineData("* 30105 s u")]
    [InlineData("30105  u")]
    [InlineData("30105 s ")]
    [InlineData(" s u")]
    public void Any_other_line_is_no_row_and_no_change(string line)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
        {
            Assert.False(ReplyReader.TryReadRow(split, out _));
            Assert.False(ReplyReader.TryReadChange(split, out _, out _));
        }

        Assert.False(ReplyReader.TryReadChange(Wire.Sequence($"+ {line}"), out _, out _));
        Assert.False(ReplyReader.TryReadChange(Wire.Sequence($"-{line}"), out _, out _));
    }

    [Theory]
    [InlineData("version {PortManager 1.2.3}", "version", "PortManager 1.2.3")]
    [InlineData("note {}", "note", "")]
    public void A_row_of_STATUS_is_a_key_and_a_value(string line, string key, string value)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
        {
            Assert.True(ReplyReader.TryReadPair(split, out KeyValuePair<string, string> row));
            Assert.Equal(new(key, value), row);
        }

        Assert.Equal(line, Wire.WrittenLine(output => ReplyWriter.Pair(output, key, value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("version")]
    [InlineData("version 1 2")]
    [InlineData("version {1")]
    [InlineData("version 1 {")]
    public void Any_other_line_is_no_row_of_STATUS(string line)
    {
        Assert.False(ReplyReader.TryReadPair(Wire.Sequence(line), out KeyValuePair<string, string> row));
        Assert.Equal(default, row);
    }

    [Theory]
    [InlineData("* 30105 s u", true)]
    [InlineData("MOVED\t30105", true)]
    [InlineData("{", true)]
    [InlineData("+30105 s u", true)]
    [InlineData("OKAY", true)]
    [InlineData("", false)]
    [InlineData(" + 30105 s u", false)]
    [InlineData("OK 3", false)]
    [InlineData("FAIL {no}", false)]
    [InlineData("FAIL", false)]
    [InlineData("+\t30105 s u", false)]
    [InlineData("- 30105 s", false)]
    [InlineData("30105 s u", false)]
    public void A_line_that_begins_with_a_word_of_its_own_is_of_a_later_version(string line, bool isLater) =>
        Assert.All(Wire.Lines(line), split => Assert.Equal(isLater, ReplyReader.IsOfLaterVersion(split)));

    [Fact]
    public void A_row_has_to_be_UTF8() =>
        Assert.False(ReplyReader.TryReadRow(new(Wire.Bytes("30105 s \u00FF", raw: true)), out _));
}

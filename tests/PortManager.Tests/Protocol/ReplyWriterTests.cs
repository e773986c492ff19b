using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class ReplyWriterTests
{
    [Theory]
    [InlineData("no free ports", "FAIL {no free ports}\n")]
    [InlineData("", "FAIL {}\n")]
    [InlineData("h (::1) : Only local applications get ports", "FAIL {h (::1) : Only local applications get ports}\n")]
    [InlineData("a } { \\ \" b", "FAIL {a } { \\ \" b}\n")]
    [InlineData("two\r\nlines\0\u2028", "FAIL {two??lines??}\n")]
    [InlineData("é 😀", "FAIL {é 😀}\n")]
    public void A_refusal_stands_in_braces_whatever_it_says(string reason, string line) =>
        Assert.Equal(line, Wire.Written(output => ReplyWriter.Fail(output, reason)));

    [Theory]
    [InlineData("HELLO world", "FAIL {Invalid request HELLO world: an unknown request}\n")]
    [InlineData("", "FAIL {Invalid request : an empty line}\n")]
    [InlineData("GIMME {x u", "FAIL {Invalid request GIMME {x u: unmatched open brace}\n")]
    [InlineData("GET / HTTP/1.1", "FAIL {Invalid request GET / HTTP/1.1: an unknown request}\n")]
    [InlineData("a\tb", "FAIL {Invalid request a?b: an unknown request}\n")]
    [InlineData("GIMME / HTTP/1.1", "FAIL {Invalid request GIMME / HTTP/1.1: a request of HTTP}\n")]
    public void An_invalid_request_is_told_what_it_was_and_why_it_is_none(string request, string line)
    {
        var invalid = Assert.IsType<Request.Invalid>(RequestReader.Read(Wire.Sequence(request)));
        Assert.Equal(line, Wire.Written(output => ReplyWriter.InvalidRequest(output, invalid)));
    }

    [Theory]
    [InlineData(30105, "RingMaster", "root", "30105 RingMaster root\n")]
    [InlineData(1, "my service", "a user", "1 my\\u0020service a\\u0020user\n")]
    [InlineData(65535, "a$b[c]", "u;v", "65535 a\\$b\\[c\\] u\\;v\n")]
    [InlineData(30001, "s", "LAB\\fox", "30001 s LAB\\\\fox\n")]
    [InlineData(30001, "s", "HOST$", "30001 s HOST$\n")]
    [InlineData(30001, "{", "}", "30001 \\{ \\}\n")]
    [InlineData(30001, "", "", "30001 {} {}\n")]
    [InlineData(30001, "a\u00A0b\u2028", "\u3000\u202E", "30001 a\\u00a0b\\u2028 \\u3000\\u202e\n")]
    [InlineData(30001, "a\tb\u0085", "c\u007F", "30001 a\\u0009b\\u0085 c\\u007f\n")]
    [InlineData(30103, "a{b", "u", "30103 a\\{b u\n")]
    [InlineData(30102, "#lead", "x\"y", "30102 #lead x\\\"y\n")]
    [InlineData(30101, "a\"b", "c\\d", "30101 a\\\"b c\\\\d\n")]
    [InlineData(30104, "a\\b", "-", "30104 a\\\\b -\n")]
    [InlineData(30104, "sérvice", "ü", "30104 sérvice ü\n")]
    public void A_row_is_three_words_with_one_blank_between_them(int port, string service, string user, string row)
    {
        Assert.Equal(row, Wire.Written(output => ReplyWriter.Row(output, port, service, user)));
        Assert.Equal("+ " + row, Wire.Written(output => ReplyWriter.Added(output, port, service, user)));
        Assert.Equal("- " + row, Wire.Written(output => ReplyWriter.Removed(output, port, service, user)));
    }

    [Fact]
    public void Ports_and_counts_are_two_words()
    {
        Assert.Equal("OK 30105\n", Wire.Written(output => ReplyWriter.Port(output, 30105)));
        Assert.Equal("OK 0\n", Wire.Written(output => ReplyWriter.ListingHeader(output, 0)));
        Assert.Equal("OK 2147483647\n", Wire.Written(output => ReplyWriter.ListingHeader(output, int.MaxValue)));
    }

    [Fact]
    public void The_version_names_the_product_and_the_further_requests() => Assert.Equal(
        "OK {PortManager 1.2.3} CLAIM FIND FREE WATCH\n",
        Wire.Written(output => ReplyWriter.Version(output, "PortManager 1.2.3", "CLAIM", "FIND", "FREE", "WATCH")));
}

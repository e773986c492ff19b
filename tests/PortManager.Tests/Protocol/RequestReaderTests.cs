using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class RequestReaderTests
{
    private static readonly string s_longest = new('n', Names.MaxBytes);

    public static TheoryData<string> ListLines =>
        ["LIST", "\tLIST  ", "LIST more words", "{LIST}", "\"LIST\"", "\\x4cIST", "LIST {a b} \\n"];

    internal static IEnumerable<(string Line, Request Request)> Valid =>
    [
        ("GIMME RingMaster root", new Request.Gimme("RingMaster", "root")),
        ("  GIMME\ts\tu", new Request.Gimme("s", "u")),
        ("GIMME {my service} {a user}", new Request.Gimme("my service", "a user")),
        ("GIMME \"my service\" u", new Request.Gimme("my service", "u")),
        ("GIMME my\\ service u", new Request.Gimme("my service", "u")),
        ("GIMME a$b[c] u;v", new Request.Gimme("a$b[c]", "u;v")),
        ("GIMME a\\{b u", new Request.Gimme("a{b", "u")),
        ("GIMME #lead x\"y", new Request.Gimme("#lead", "x\"y")),
        ("GIMME a\"b c\\\\d", new Request.Gimme("a\"b", "c\\d")),
        ("GIMME {a\\b} -", new Request.Gimme("a\\b", "-")),
        ("GIMME sérvice ü", new Request.Gimme("sérvice", "ü")),
        ("GIMME 😀 \\uD83D\\uDE00", new Request.Gimme("😀", "😀")),
        ("GIMME Epics Display fox", new Request.Gimme("Epics Display", "fox")),
        ("GIMME s u more words", new Request.Gimme("s u more", "words")),
        ("GIMME {} a u", new Request.Gimme(" a", "u")),
        ($"GIMME {s_longest} {s_longest}", new Request.Gimme(s_longest, s_longest)),
        ("GIMME s LAB\\fox", new Request.Gimme("s", "LAB\\fox")),
        ("GIMME s LAB\\peter", new Request.Gimme("s", "LAB\\peter")),
        ("GIMME s LAB\\u1234567", new Request.Gimme("s", "LAB\\u1234567")),
        ("GIMME s LAB\\x41", new Request.Gimme("s", "LAB\\x41")),
        ("GIMME s LAB\\0123", new Request.Gimme("s", "LAB\\0123")),
        ("GIMME s LAB\\_daq", new Request.Gimme("s", "LAB\\_daq")),
        ("GIMME s LAB\\öscar", new Request.Gimme("s", "LAB\\öscar")),
        ("GIMME s LAB\\u12", new Request.Gimme("s", "LAB\\u12")),
        ("GIMME s LAB\\x00a0", new Request.Gimme("s", "LAB\\x00a0")),
        ("GIMME s LAB\\", new Request.Gimme("s", "LAB\\")),
        ("GIMME s a\\u0020", new Request.Gimme("s", "a ")),
        ("GIMME s A\\b\\c", new Request.Gimme("s", "A\\b\\c")),
        ("GIMME s {LAB\\fox}", new Request.Gimme("s", "LAB\\fox")),
        ("GIMME s LAB\\\\fox", new Request.Gimme("s", "LAB\\fox")),
        ("GIMME a\\ b c\\ d", new Request.Gimme("a b", "c d")),
        ("GIMME s a\\u0020b", new Request.Gimme("s", "a b")),
        ("GIMME s a\\u00a0b", new Request.Gimme("s", "a\u00A0b")),
        ("GIMME s fox@lab.example+x$", new Request.Gimme("s", "fox@lab.example+x$")),
        ("GIMME {my service} ", new Request.Gimme("my service", "")),
        ("GIMME s\t", new Request.Gimme("s", "")),
        ("CLAIM 30105 s ", new Request.Claim(30105, "s", "")),
        ("CLAIM 30105 s LAB\\fox", new Request.Claim(30105, "s", "LAB\\fox")),
        ("GIMME HTTP/1.1 u", new Request.Gimme("HTTP/1.1", "u")),
        ("GIMME s {HTTP/1.1}", new Request.Gimme("s", "HTTP/1.1")),
        ("GIMME s HTTP/", new Request.Gimme("s", "HTTP/")),
        ("VERSION", new Request.Version()),
        ("VERSION more", new Request.Version()),
        ("FIND", new Request.Find(PortFilter.Everything)),
        ("FIND -service S", new Request.Find(new PortFilter(Service: "S"))),
        ("FIND -beginswith {}", new Request.Find(new PortFilter(BeginsWith: ""))),
        ($"FIND -service {s_longest}_65535", new Request.Find(new PortFilter(Service: s_longest + "_65535"))),
        ("FIND -user {a b} -beginswith P -service S", new Request.Find(new PortFilter("S", "P", "a b"))),
        ("FIND -service -service -user -user", new Request.Find(new PortFilter("-service", null, "-user"))),
        ("FIND -user LAB\\fox -service a\\{b", new Request.Find(new PortFilter("a{b", null, "LAB\\fox"))),
        ("DETAIL -user LAB\\tim", new Request.Detail(new PortFilter(User: "LAB\\tim"))),
        ("WATCH -user LAB\\nina", new Request.Watch(new PortFilter(User: "LAB\\nina"))),
        ("FIND -service \"HTTP/2\"", new Request.Find(new PortFilter(Service: "HTTP/2"))),
        ("WATCH", new Request.Watch(PortFilter.Everything)),
        ("WATCH -user u", new Request.Watch(new PortFilter(User: "u"))),
        ("FREE 1", new Request.Free(1)),
        ("FREE 65535", new Request.Free(65535)),
        ("CLAIM 30105 s u", new Request.Claim(30105, "s", "u")),
        ("UNIQUE s u", new Request.Gimme("s", "u", IsUnique: true)),
        ("UNIQUE Epics Display fox", new Request.Gimme("Epics Display", "fox", IsUnique: true)),
        ("UNIQUE s LAB\\fox", new Request.Gimme("s", "LAB\\fox", IsUnique: true)),
        ("CLAIM 30105 Epics Display fox", new Request.Claim(30105, "Epics Display", "fox")),
    ];

    public static TheoryData<string, string> InvalidLines => new()
    {
        { "", "an empty line" },
        { " \t ", "an empty line" },
        { "{}", "an unknown request" },
        { "HELLO world", "an unknown request" },
        { "TERMINATE", "an unknown request" },
        { "list", "an unknown request" },
        { "Gimme s u", "an unknown request" },
        { "LISTS", "an unknown request" },
        { "{LIST u}", "an unknown request" },
        { "GET / HTTP/1.1", "an unknown request" },
        { "GIMME {x u", "unmatched open brace" },
        { "LIST {", "unmatched open brace" },
        { "GIMME \"x u", "unmatched open quote" },
        { "GIMME {x}y u", "characters right after closing braces" },
        { "GIMME", "a service and a user are needed" },
        { "GIMME s", "a service and a user are needed" },
        { "GIMME {s u}", "a service and a user are needed" },
        { "GIMME {} u", "the service is empty" },
        { "GIMME s {}", "the user is empty" },
        { "GIMME s\\n u", "the service holds a control character" },
        { "GIMME s \\x7f", "the user holds a control character" },
        { "GIMME s \\uD83D", "the user is not valid Unicode" },
        { "GIMME n" + s_longest + " u", "the service is longer than 255 bytes" },
        { "GIMME a " + s_longest + " u", "the service is longer than 255 bytes" },
        { "GIMME s n" + s_longest, "the user is longer than 255 bytes" },
        { "GIMME LAB\\fox u", "the service holds a control character" },
        { "GIMME ", "a service and a user are needed" },
        { "CLAIM 1 ", "a service and a user are needed" },
        { "GIMME / HTTP/1.1", "a request of HTTP" },
        { "GIMME /x?y HTTP/1.0 ", "a request of HTTP" },
        { "GIMME * HTTP/2", "a request of HTTP" },
        { "CLAIM 30105 / HTTP/1.1", "a request of HTTP" },
        { "LIST / HTTP/1.1", "a request of HTTP" },
        { "VERSION / HTTP/1.1", "a request of HTTP" },
        { "FIND -user HTTP/1.1", "a request of HTTP" },
        { "GIMME s /?\\ HTTP/1.1", "a request of HTTP" },
        { "CLAIM 30105 s /?\\\\\\ HTTP/1.0 ", "a request of HTTP" },
        { "FREE", "not exactly one port" },
        { "FREE 1 2", "not exactly one port" },
        { "FREE 0", "not exactly one port" },
        { "FREE 65536", "not exactly one port" },
        { "FREE 030105", "not exactly one port" },
        { "FREE +1", "not exactly one port" },
        { "FREE -1", "not exactly one port" },
        { "FREE {1 }", "not exactly one port" },
        { "FREE {}", "not exactly one port" },
        { "FREE 1\\0", "not exactly one port" },
        { "FREE 0x10", "not exactly one port" },
        { "FREE ٣", "not exactly one port" },
        { "FREE 99999999999999999999", "not exactly one port" },
        { "CLAIM", "no port" },
        { "CLAIM s u 1", "no port" },
        { "CLAIM 0 s u", "no port" },
        { "CLAIM 1", "a service and a user are needed" },
        { "CLAIM 1 s", "a service and a user are needed" },
        { "CLAIM 1 {} u", "the service is empty" },
        { "FIND -service", "an option without a value" },
        { "FIND -user u -service", "an option without a value" },
        { "FIND -service a\\{b -user", "an option without a value" },
        { "FIND -user n" + s_longest, "the value of an option is longer than 255 bytes" },
        { "FIND -service n" + s_longest + "_65535", "the value of an option is longer than 261 bytes" },
        { "FIND service s", "an option that is unknown or given twice" },
        { "FIND -Service s", "an option that is unknown or given twice" },
        { "FIND -service s -service s", "an option that is unknown or given twice" },
        { "FIND -beginswith {} -beginswith {}", "an option that is unknown or given twice" },
        { "WATCH -user u -user u", "an option that is unknown or given twice" },
        { "FIND -service {}", "the value of an option is empty" },
        { "WATCH -user {}", "the value of an option is empty" },
        { "FIND -beginswith \\n", "the value of an option holds a control character" },
    };

    public static TheoryData<int> ValidIndexes => [.. Enumerable.Range(0, Valid.Count())];

    [Theory]
    [MemberData(nameof(ListLines))]
    public void LIST_is_one_request_whatever_follows(string line)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
            Assert.IsType<Request.List>(RequestReader.Read(split));
    }

    [Theory]
    [MemberData(nameof(ValidIndexes))]
    public void A_request_is_read_in_any_segments(int index)
    {
        (string line, Request expected) = Valid.ElementAt(index);
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
            Assert.Equal(expected, RequestReader.Read(split));
    }

    [Theory]
    [MemberData(nameof(InvalidLines))]
    public void Anything_else_is_invalid_and_says_why(string line, string reason)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(line))
        {
            var invalid = Assert.IsType<Request.Invalid>(RequestReader.Read(split));

            Assert.Equal(reason, invalid.Reason);
            Assert.Equal(line.Replace('\t', '?')[..Math.Min(line.Length, 200)], invalid.Line);
        }
    }

    [Theory]
    [InlineData("GIMME s\u00E9 u", "GIMME s? u")]
    [InlineData("\u00C0\u0080", "??")]
    [InlineData("\u00ED\u00A0\u0080", "???")]
    [InlineData("\u00F0\u009F\u0098", "?")]
    [InlineData("\u00F0\u009F\u0098\u0080\u00FF", "😀?")]
    public void Bytes_that_are_not_UTF8_are_invalid(string bytes, string shown)
    {
        foreach (ReadOnlySequence<byte> split in Wire.Lines(Wire.Bytes(bytes, raw: true)))
            Assert.Equal(new Request.Invalid(shown, "not valid UTF-8"), RequestReader.Read(split));
    }

    [Fact]
    public void A_line_whose_end_takes_too_long_is_shown_as_far_as_it_came() =>
        Assert.Equal(new Request.Invalid("GIMME s", "its end takes too long"), RequestReader.TooOld(Wire.Sequence("GIMME s")));

    [Fact]
    public void A_line_that_is_too_long_is_shown_by_its_start() => Assert.Equal(
        new Request.Invalid(new string('é', 200), "longer than 4096 bytes"),
        RequestReader.TooLong(Wire.Sequence(new string('é', 2100)), LineReader.MaxRequest));
}

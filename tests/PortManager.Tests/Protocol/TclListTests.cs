using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class TclListTests
{
    public static TheoryData<string, string[]> Lists => new()
    {
        { "", [] },
        { " \t\n\v\f\r", [] },
        { "a", ["a"] },
        { "  GIMME\ts\tu", ["GIMME", "s", "u"] },
        { "GIMME {my service} {a user}", ["GIMME", "my service", "a user"] },
        { "GIMME \"my service\" u", ["GIMME", "my service", "u"] },
        { "GIMME my\\ service u", ["GIMME", "my service", "u"] },
        { "GIMME a$b[c] u;v", ["GIMME", "a$b[c]", "u;v"] },
        { "GIMME a\\{b u", ["GIMME", "a{b", "u"] },
        { "GIMME #lead x\"y", ["GIMME", "#lead", "x\"y"] },
        { "GIMME a\"b c\\\\d", ["GIMME", "a\"b", "c\\d"] },
        { "GIMME {a\\b} -", ["GIMME", "a\\b", "-"] },
        { "GET / HTTP/1.1", ["GET", "/", "HTTP/1.1"] },
        { "{}", [""] },
        { "\"\" {} \"\"", ["", "", ""] },
        { "{a {b c} {d {e}}}", ["a {b c} {d {e}}"] },
        { "{a \\} b}", ["a \\} b"] },
        { "a{b a}b } x{", ["a{b", "a}b", "}", "x{"] },
        { "\"a {b\" c", ["a {b", "c"] },
        { "\"a \\\" b\"", ["a \" b"] },
        { @"\a\b\f\n\r\t\v", ["\a\b\f\n\r\t\v"] },
        { @"\q\\\$\é\""\;", ["q\\$é\";"] },
        { @"\x41 \x4 \xfff \x \xg", ["A", "\u0004", "\u00FFf", "x", "xg"] },
        { @"\u41 \u00e9x \u \ug \u20ac1", ["A", "éx", "u", "ug", "€1"] },
        { @"\U41 \U1F600 \U0001F6001 \U110000 \U \Ug", ["A", "😀", "😀1", "\U000110000", "U", "Ug"] },
        { @"\uD83D\uDE00", ["😀"] },
        { @"\0 \101 \1011 \378 \400 \777", ["\0", "A", "A1", "\u001F8", " 0", "?7"] },
        { @"\U10FFFF \377 \0011 a\x", ["\U0010FFFF", "ÿ", "\u00011", "ax"] },
        { @"\x4", ["\u0004"] },
        { "a\\\n \t b", ["a b"] },
        { "a\\\nb a\\\n \t", ["a b", "a "] },
        { "\"a\\\n \t b\"", ["a b"] },
        { "{a\\\n b}", ["a\\\n b"] },
        { "a\\", ["a\\"] },
        { "\u00A0 \u3000a", ["\u00A0", "\u3000a"] },
        { "a\0b \u001Cc", ["a\0b", "\u001Cc"] },
    };

    public static TheoryData<string[], string> Writing => new()
    {
        { [], "" },
        { ["GIMME", "RingMaster", "root"], "GIMME RingMaster root" },
        { [""], "{}" },
        { ["my service", "a$b[c]", "u;v"], "{my service} {a$b[c]} {u;v}" },
        { ["a{b", "x\"y", "a\"b", "c\\d"], "a\\{b x\\\"y a\\\"b {c\\d}" },
        { ["#a", "#a"], "{#a} #a" },
        { ["#{", "#{"], "\\#\\{ #\\{" },
        { ["#]", "#]"], "{#]} #\\]" },
        { ["a]", "a{}]", "[]"], "a\\] a{}\\] {[]}" },
        { ["\"a", "{a}", "a{b}c"], "{\"a} {{a}} a{b}c" },
        { ["}{", "a b}", "\\", "a\\\nb"], "\\}\\{ a\\ b\\} \\\\ a\\\\\\nb" },
        { ["{ \t\n\v\f\r[]$;\""], "\\{\\ \\t\\n\\v\\f\\r\\[\\]\\$\\;\\\"" },
        { ["\\{", "\\{}"], "{\\{} \\\\\\{\\}" },
        { ["é", "😀", "\u00A0", "\0"], "é 😀 \u00A0 \0" },
        { ["+", "-", "it's", "a#", "100%"], "+ - it's a# 100%" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_is_read_into_its_words(string text, string[] expected)
    {
        List<string> words = ["left over"];

        Assert.True(TclList.TryParse(text, words, out string? error));
        Assert.Null(error);
        Assert.Equal(expected, words);
    }

    [Theory]
    [InlineData("GIMME {x u", "unmatched open brace", "GIMME")]
    [InlineData("a b {c}d e", "characters right after closing braces", "a", "b")]
    [InlineData("{a\\}", "unmatched open brace")]
    [InlineData("{a\\", "unmatched open brace")]
    [InlineData("{", "unmatched open brace")]
    [InlineData("{{}", "unmatched open brace")]
    [InlineData("a \"", "unmatched open quote", "a")]
    [InlineData("\"a\\\"", "unmatched open quote")]
    [InlineData("{a}b", "characters right after closing braces")]
    [InlineData("{a}}", "characters right after closing braces")]
    [InlineData("{a}\\\n", "characters right after closing braces")]
    [InlineData("\"a\"b c", "characters right after closing quotes")]
    [InlineData("\"a\"\"b\"", "characters right after closing quotes")]
    public void What_is_no_list_is_refused_with_the_reason_and_the_words_before_it(string text, string reason, params string[] before)
    {
        List<string> words = ["left over"];

        Assert.False(TclList.TryParse(text, words, out string? error));
        Assert.Equal(reason, error);
        Assert.Equal(before, words);
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public void Words_are_written_as_Tcl_writes_them(string[] words, string expected)
    {
        Assert.Equal(expected, TclList.Format(words));
        Assert.Equal(expected, Wire.Written(output => TclList.Write(output, words)));
    }

    [Fact]
    public void A_word_alone_is_quoted_as_further_words_are()
    {
        Assert.Equal("#a", Wire.Written(output => TclList.WriteElement(output, "#a")));
        Assert.Equal("{#a}", Wire.Written(output => TclList.WriteElement(output, "#a", first: true)));
    }

    [Fact]
    public void What_is_no_valid_Unicode_is_written_as_a_replacement_character() =>
        Assert.Equal("a\uFFFD {b \uFFFD}", TclList.Format("a\uD800", "b \uDC00"));

    [Fact]
    public void Deep_nesting_is_only_a_longer_word()
    {
        string word = new string('{', 100_000) + new string('}', 100_000);
        List<string> words = [];

        Assert.True(TclList.TryParse(TclList.Format(word), words, out _));
        Assert.Equal([word], words);
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class HiddenCharactersTests
{
    // What str.split() and str.splitlines() of Python cut at, without the blank.
    private const string PythonSeparators =
        "\t\n\v\f\r\x1c\x1d\x1e\x1f\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F\u3000";

    private static readonly char[] s_basicPlane = [.. Enumerable.Range(0, 0x10000).Select(c => (char)c)];

    [Fact]
    public void Every_separator_but_the_blank_is_hidden_and_every_control_character()
    {
        Assert.All(PythonSeparators, c => Assert.True(HiddenCharacters.Contains(c), Code(c)));
        Assert.All(s_basicPlane.Where(IsSeparator), c => Assert.True(HiddenCharacters.Contains(c), Code(c)));
        Assert.False(HiddenCharacters.Contains(' '));
        Assert.DoesNotContain(s_basicPlane, c => HiddenCharacters.Contains(c) && (char.IsLetterOrDigit(c) || char.IsPunctuation(c) || char.IsSurrogate(c)));
    }

    [Fact]
    public void Every_control_of_direction_is_hidden() =>
        Assert.All("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069", c => Assert.True(HiddenCharacters.Contains(c), Code(c)));

    [Fact]
    public void The_web_page_has_the_same_table()
    {
        string script = File.ReadAllText(Path.Combine(Root(), "src/PortManager.Server/Web/assets/names.js"));
        var hidden = new Regex(Regex.Match(script, @"const hidden = /(.*)/u;").Groups[1].Value);

        Assert.Equal(s_basicPlane.Where(c => hidden.IsMatch(c.ToString())).Select(Code), s_basicPlane.Where(HiddenCharacters.Contains).Select(Code));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("Epics Display {é} 😀", "Epics Display {é} 😀", "Epics Display {é} 😀")]
    [InlineData("\u202Eexe.gpj", "\\u202eexe.gpj", "U+202Eexe.gpj")]
    [InlineData("a\u00A0b\u2028", "a\\u00a0b\\u2028", "aU+00A0bU+2028")]
    [InlineData("a\u200Db", "a\u200Db", "a\u200Db")]
    [InlineData("a\tb\u0085", "a\\u0009b\\u0085", "a\tb\u0085")]
    public void They_are_written_as_escape_sequences_and_shown_as_codes(string text, string escaped, string shown)
    {
        Assert.Equal(escaped, HiddenCharacters.Escape(text));
        Assert.Equal(shown, HiddenCharacters.Show(text));
    }

    private static bool IsSeparator(char c) =>
        c != ' ' && (char.IsWhiteSpace(c) || char.IsControl(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Code(char c) => $"U+{(int)c:X4}";

    // tests/PortManager.Tests/Protocol/HiddenCharactersTests.cs
    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}

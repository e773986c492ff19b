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
        Assert.All(PythonSeparators, c => Assert.True(HiddenCharacters.IsEscapable(c), Code(c)));
        Assert.All(s_basicPlane.Where(IsSeparator), c => Assert.True(HiddenCharacters.IsEscapable(c), Code(c)));
        Assert.False(HiddenCharacters.IsEscapable(' '));
        Assert.DoesNotContain(s_basicPlane, c => HiddenCharacters.IsEscapable(c) && (char.IsLetterOrDigit(c) || char.IsPunctuation(c) || char.IsSurrogate(c)));
    }

    [Fact]
    public void Every_control_of_direction_is_hidden() =>
        Assert.All("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069", c => Assert.True(HiddenCharacters.IsEscapable(c), Code(c)));

    [Fact]
    public void The_web_page_has_the_same_table()
    {
        string script = File.ReadAllText(Path.Combine(Root(), "src/PortManager.Server/Web/assets/names.js"));
        string table = Regex.Match(script, @"const hidden = (.*?)\.join", RegexOptions.Singleline).Groups[1].Value;
        int[] hidden = [.. Regex.Matches(table, @"\\u\{(\w+)\}(?:-\\\\u\{(\w+)\})?").SelectMany(Characters)];

        Assert.Equal(hidden.Order().Select(Code), Enumerable.Range(0, 0x110000).Where(c => c <= char.MaxValue && char.IsControl((char)c) || HiddenCharacters.IsUnseen(c)).Select(Code));

        static IEnumerable<int> Characters(Match range)
        {
            int first = Convert.ToInt32(range.Groups[1].Value, 16);
            int last = range.Groups[2].Success ? Convert.ToInt32(range.Groups[2].Value, 16) : first;
            return Enumerable.Range(first, last - first + 1);
        }
    }

    // Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, without U+200C and U+200D.
    [Theory]
    [InlineData(0xAD, 0xAD)]
    [InlineData(0x34F, 0x34F)]
    [InlineData(0x61C, 0x61C)]
    [InlineData(0x115F, 0x1160)]
    [InlineData(0x17B4, 0x17B5)]
    [InlineData(0x180B, 0x180F)]
    [InlineData(0x200B, 0x200B)]
    [InlineData(0x200E, 0x200F)]
    [InlineData(0x202A, 0x202E)]
    [InlineData(0x2060, 0x206F)]
    [InlineData(0x3164, 0x3164)]
    [InlineData(0xFE00, 0xFE0F)]
    [InlineData(0xFEFF, 0xFEFF)]
    [InlineData(0xFFA0, 0xFFA0)]
    [InlineData(0xFFF0, 0xFFF8)]
    [InlineData(0x1BCA0, 0x1BCA3)]
    [InlineData(0x1D173, 0x1D17A)]
    [InlineData(0xE0000, 0xE0FFF)]
    public void What_Unicode_says_is_not_to_be_seen_is_shown_as_its_code(int first, int last)
    {
        for (int code = first; code <= last; code++)
            Assert.Equal($"a{Code(code)}b", HiddenCharacters.Show($"a{char.ConvertFromUtf32(code)}b"));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("Epics Display {é} 😀", "Epics Display {é} 😀", "Epics Display {é} 😀")]
    [InlineData("\u202Eexe.gpj", "\\u202eexe.gpj", "U+202Eexe.gpj")]
    [InlineData("\u202E", "\\u202e", "U+202E")]
    [InlineData("a\u00A0b\u2028", "a\\u00a0b\\u2028", "aU+00A0bU+2028")]
    [InlineData("a\u200Db", "a\u200Db", "a\u200Db")]
    [InlineData("a\tb\u0085", "a\\u0009b\\u0085", "a\tb\u0085")]
    [InlineData("a\u3164😀\U000E0041", "a\u3164😀\U000E0041", "aU+3164😀U+E0041")]
    public void They_are_written_as_escape_sequences_and_shown_as_codes(string text, string escaped, string shown)
    {
        Assert.Equal(escaped, HiddenCharacters.Escape(text));
        Assert.Equal(shown, HiddenCharacters.Show(text));
    }

    private static bool IsSeparator(char c) =>
        c != ' ' && (char.IsWhiteSpace(c) || char.IsControl(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string Code(char c) => Code((int)c);

    private static string Code(int code) => $"U+{code:X4}";

    // tests/PortManager.Tests/Protocol/HiddenCharactersTests.cs
    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));
}

using System.Text.RegularExpressions;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public sealed partial class TclOracleTests(Tclsh tclsh) : IClassFixture<Tclsh>
{
    private const int Lists = 8_000;
    private const int Texts = 30_000;

    [Fact]
    public void Tcl_reads_our_lists_and_we_read_and_write_its_lists()
    {
        var generator = new WordGenerator(seed: 1);
        int count = 0;
        for (int i = 0; i < Lists; i++)
        {
            string[] words = generator.Words();
            string ours = TclList.Format(words);

            Assert.Equal(tclsh.Write(words), ours);
            Assert.Equal(words, tclsh.Read(ours));
            Assert.Equal(words, Parse(ours));
            count += words.Length;
        }

        Assert.True(count > 10_000);
    }

    [Fact]
    public void Every_single_character_and_pair_of_special_characters_is_written_as_Tcl_does()
    {
        const string Specials = "{}[]\"#$;\\ \t\n\v\f\r\0\u001F\u007F\u0085\u00A0a'é";
        IEnumerable<string> single = Enumerable.Range(0, 0x180).Select(c => ((char)c).ToString());
        IEnumerable<string> pairs = Specials.SelectMany(a => Specials.Select(b => $"{a}{b}"));
        IEnumerable<string> triples = Specials[..15].SelectMany(a => pairs.Where(p => p[1] < 0x7F).Select(p => a + p));
        foreach (string word in single.Concat(pairs).Concat(triples))
        {
            string[] words = [word, word];
            string ours = TclList.Format(words);

            Assert.Equal(tclsh.Write(words), ours);
            Assert.Equal(words, Parse(ours));
        }
    }

    [Fact]
    public void We_accept_the_texts_that_Tcl_accepts_and_read_the_same_words()
    {
        var generator = new WordGenerator(seed: 2);
        int accepted = 0;
        for (int i = 0; i < Texts; i++)
        {
            string text = generator.Text();
            IReadOnlyList<string>? theirs = tclsh.Read(text);
            List<string>? ours = Parse(text);

            Assert.True(Same(theirs, ours, text), $"{TclList.Format(text)}: {Show(theirs)} but {Show(ours)}");
            accepted += ours is null ? 0 : 1;
        }

        Assert.InRange(accepted, Texts / 4, Texts * 3 / 4);
    }

    private static List<string>? Parse(string text)
    {
        var words = new List<string>();
        bool isList = TclList.TryParse(text, words, out string? error);
        Assert.Equal(isList, error is null);
        return isList ? words : null;
    }

    // Tcl 8.6 as it is commonly built makes U+FFFD of a backslash sequence for a character beyond U+FFFF: \U0001F600, or a
    // backslash before that very character. We read the character, as its manual says.
    private static bool Same(IReadOnlyList<string>? theirs, List<string>? ours, string text) =>
        theirs is null || ours is null
            ? theirs is null && ours is null
            : theirs.SequenceEqual(ours)
                || (BackslashedCharacter.IsMatch(text) && WithoutPairs(theirs).SequenceEqual(WithoutPairs(ours)));

    private static IEnumerable<string> WithoutPairs(IEnumerable<string> words) =>
        words.Select(word => SurrogatePair.Replace(word, "\uFFFD"));

    private static string Show(IReadOnlyList<string>? words) => words is null ? "no list" : TclList.Format([.. words]);

    [GeneratedRegex(@"\\[U\uD800-\uDBFF]")]
    private static partial Regex BackslashedCharacter { get; }

    [GeneratedRegex("[\uD800-\uDBFF][\uDC00-\uDFFF]")]
    private static partial Regex SurrogatePair { get; }
}

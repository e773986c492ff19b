using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

/// <summary>A row is read by whoever splits it at blanks, and by whoever reads it as a list.</summary>
public sealed class RowWordTests(Tclsh tclsh) : IClassFixture<Tclsh>
{
    private const int Rows = 8_000;
    private const string Specials = "{}[]\"#$;\\ \t\n\u0085\u00A0\u2028\u3000a'é";

    private static readonly string[] s_fixed =
        [.. Specials.SelectMany(a => Specials.SelectMany(b => Specials.Select(c => $"{a}{b}{c}"))).Concat(Specials.Select(a => $"{a}"))];

    private static IEnumerable<(string Service, string User)> Names
    {
        get
        {
            var generator = new WordGenerator(seed: 21);
            for (int i = 0; i < s_fixed.Length; i++)
                yield return (s_fixed[i], s_fixed[^(i + 1)]);
            for (int i = 0; i < Rows; i++)
                yield return (generator.Word(), generator.Word());
        }
    }

    [Fact]
    public void A_row_is_three_words_for_who_splits_at_blanks_or_at_anything()
    {
        foreach ((string service, string user) in Names)
        {
            string row = Row(service, user);

            Assert.Equal(3, row.Split(' ').Length);
            Assert.Equal(2, row.Count(char.IsWhiteSpace));
            Assert.DoesNotContain(row, HiddenCharacters.IsEscapable);
            Assert.DoesNotMatch("(^| )[{\"](?!} |}$)", row);
        }
    }

    [Fact]
    public void A_row_is_a_list_of_the_port_and_the_two_names()
    {
        foreach ((string service, string user) in Names)
        {
            string row = Row(service, user);

            Assert.Equal(["30001", service, user], tclsh.Read(row));
            Assert.True(ReplyReader.TryReadRow(Wire.Sequence(row), out PortAllocation? read));
            Assert.Equal(new PortAllocation(30001, service, user), read);
        }
    }

    [Fact]
    public void A_script_that_evaluates_a_row_runs_nothing_in_it()
    {
        foreach ((string service, string user) in Names.Append(("[exit]", "$x")).Append(("a;exit", "HOST$")))
            Assert.Equal(["30001", service, user], tclsh.Evaluate(Row(service, user)));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("LAB\\fox")]
    [InlineData("LAB\\John Smith")]
    [InlineData("a\u3000b\u00A0")]
    [InlineData("{x} \"y\" [z] $q; \\")]
    public void The_user_of_a_row_is_the_same_in_a_request(string user)
    {
        string word = Row("s", user).Split(' ')[2];

        Assert.Equal(new Request.Gimme("s", user), RequestReader.Read(Wire.Sequence($"GIMME s {word}")));
        Assert.Equal(new Request.Find(new PortFilter(User: user)), RequestReader.Read(Wire.Sequence($"FIND -user {word}")));
    }

    private static string Row(string service, string user) => Wire.WrittenLine(output => ReplyWriter.Row(output, 30001, service, user));
}

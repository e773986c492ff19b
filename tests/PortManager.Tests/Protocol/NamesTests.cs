using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class NamesTests
{
    public static TheoryData<string, string?> All => new()
    {
        { "RingMaster", null },
        { "Epics Display", null },
        { " ", null },
        { "a_b-c.d:e{\"\\$[;#", null },
        { "sérvice", null },
        { "😀", null },
        { "\u2028", null },
        { new string('a', 255), null },
        { new string('é', 127) + "a", null },
        { string.Concat(Enumerable.Repeat("😀", 63)) + "abc", null },
        { "", "is empty" },
        { new string('a', 256), "is longer than 255 bytes" },
        { new string('é', 128), "is longer than 255 bytes" },
        { string.Concat(Enumerable.Repeat("😀", 64)), "is longer than 255 bytes" },
        { "a\0", "holds a control character" },
        { "a\nb", "holds a control character" },
        { "\tb", "holds a control character" },
        { "\u001F", "holds a control character" },
        { "\u007F", "holds a control character" },
        { "\u0080", "holds a control character" },
        { "\u009F", "holds a control character" },
        { "a\uD800", "is not valid Unicode" },
        { "\uDC00a", "is not valid Unicode" },
        { "\uDE00\uD83D", "is not valid Unicode" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void A_name_is_valid_or_has_a_problem(string name, string? problem) => Assert.Equal(problem, Names.Problem(name));

    [Theory]
    [InlineData(255)]
    [InlineData(261)]
    public void A_name_that_is_looked_for_may_have_a_number_behind_it(int length) =>
        Assert.Null(Names.ProblemAsAdvertised(new string('a', length)));

    [Fact]
    public void A_name_that_is_looked_for_is_no_longer_than_one_that_can_be_advertised() =>
        Assert.Equal("is longer than 261 bytes", Names.ProblemAsAdvertised(new string('a', 262)));
}

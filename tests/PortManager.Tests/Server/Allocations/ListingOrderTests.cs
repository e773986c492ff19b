using System.Text;
using CsCheck;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

public class ListingOrderTests
{
    // Where the order of UTF-16 and that of code points part, and their neighbours.
    private static readonly string[] s_characters =
    [
        "\u0001", "a", "b", "\u007F", "\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\U00010000", "\U00010400",
        "\U0001F600", "\U0010FFFF",
    ];

    [Theory]
    [InlineData("", "a")]
    [InlineData("a", "b")]
    [InlineData("a", "ab")]
    [InlineData("a", "a b")]
    [InlineData("Z", "a")]
    [InlineData("s", "s_1")]
    [InlineData("s_10", "s_2")]
    [InlineData("z", "é")]
    [InlineData("\uD7FF", "\uE000")]
    [InlineData("\uE000", "\U00010000")]
    [InlineData("\uFFFF", "\U00010000")]
    [InlineData("a\uFFFDz", "a\U0001F600")]
    [InlineData("\U00010000", "\U00010001")]
    [InlineData("\U000103FF", "\U00010400")]
    [InlineData("\U0001F600", "\U0001F600a")]
    public void It_is_the_order_of_code_points(string lower, string higher)
    {
        Assert.True(ListingOrder.CompareCodePoints(lower, higher) < 0);
        Assert.True(ListingOrder.CompareCodePoints(higher, lower) > 0);
        Assert.Equal(0, ListingOrder.CompareCodePoints(lower, lower));
    }

    [Fact]
    public void It_is_the_order_of_the_UTF8_bytes()
    {
        Gen<string> text = Gen.Int[0, s_characters.Length - 1].Select(i => s_characters[i]).Array[0, 4].Select(string.Concat);
        Gen.Select(text, text, text).Sample((start, x, y) =>
            Math.Sign(ListingOrder.CompareCodePoints(start + x, start + y)) == Math.Sign(CompareBytes(start + x, start + y)),
            iter: 50_000);
    }

    [Theory]
    [InlineData(1, "b", "u", 2, "a", "v")]
    [InlineData(2, "a", "u", 1, "b", "u")]
    [InlineData(1, "a", "u", 2, "a", "u")]
    public void The_user_comes_first_then_the_service_then_the_port(
        int port, string service, string user, int nextPort, string nextService, string nextUser)
    {
        Allocation first = Row(port, service, user);
        Allocation next = Row(nextPort, nextService, nextUser);

        Assert.True(ListingOrder.Instance.Compare(first, next) < 0);
        Assert.True(ListingOrder.Instance.Compare(next, first) > 0);
        Assert.Equal(0, ListingOrder.Instance.Compare(first, Row(port, service, user)));
    }

    private static int CompareBytes(string a, string b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));

    private static Allocation Row(int port, string service, string user) => new(port, service, service, user, DateTimeOffset.UnixEpoch, new FakeHolder(), 0);
}

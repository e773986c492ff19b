using System.Buffers;
using System.Text;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Replies on their way out: what is added comes out in order, however much the kernel takes at a time.</summary>
public class RepliesTests
{
    private readonly Replies _replies = new();

    [Fact]
    public void New_replies_are_empty()
    {
        Assert.True(_replies.IsEmpty);
        Assert.Equal(0, _replies.Length);
        Assert.True(_replies.IsReusable);
        Assert.Equal("", Unsent);
    }

    [Fact]
    public void A_listing_that_comes_first_is_not_copied()
    {
        byte[] listing = new byte[4000];

        _replies.AddShared(listing);

        Assert.True(_replies.Unsent == listing.AsSpan());
        _replies.NoteSent(2);
        Assert.True(_replies.Unsent == listing.AsSpan(2));
    }

    [Fact]
    public void A_listing_behind_other_replies_can_go_out_with_them()
    {
        byte[] listing = [.. Enumerable.Repeat((byte)'x', 4000)];
        _replies.Write("OK 30001\n"u8);

        _replies.AddShared(listing);

        Assert.Equal("OK 30001\n", Unsent);
        Assert.True(_replies.UnsentBehind == listing.AsSpan());
        _replies.NoteSent(9 + 100);
        Assert.True(_replies.Unsent == listing.AsSpan(100));
        Assert.True(_replies.UnsentBehind.IsEmpty);
    }

    // s: shared, w: written.
    [Theory]
    [InlineData("s")]
    [InlineData("w")]
    [InlineData("sw")]
    [InlineData("ws")]
    [InlineData("ss")]
    [InlineData("sws")]
    [InlineData("wsw")]
    [InlineData("wwwwwwww")]
    [InlineData("ssssssss")]
    public void What_is_added_comes_out_in_order_however_much_is_sent_in_between(string kinds)
    {
        foreach (int length in new[] { 1, 7, 600, 20_000 })
        {
            foreach (int sentAtOnce in new[] { 0, 1, length - 1, length, length + 1 })
            {
                var replies = new Replies();
                var expected = new StringBuilder();
                var sent = new StringBuilder();
                foreach (char kind in kinds)
                {
                    byte[] part = Encoding.ASCII.GetBytes(new string((char)('a' + (expected.Length % 26)), length));
                    expected.Append(Encoding.ASCII.GetString(part));
                    if (kind == 's')
                        replies.AddShared(part);
                    else
                        replies.Write(part);
                    Send(replies, sent, Math.Min(sentAtOnce, replies.Length));
                }

                Assert.Equal(expected.Length - sent.Length, replies.Length);
                Send(replies, sent, replies.Length);
                Assert.Equal(expected.ToString(), sent.ToString());
                Assert.True(replies.IsEmpty);
            }
        }
    }

    [Fact]
    public void What_is_sent_is_dropped_and_the_buffer_used_again()
    {
        for (int i = 0; i < 10_000; i++)
        {
            _replies.Write("OK 30001\n"u8);
            Assert.Equal("OK 30001\n", Unsent);
            _replies.NoteSent(9);
        }

        Assert.True(_replies.IsReusable);
    }

    [Fact]
    public void One_that_has_grown_large_is_not_kept()
    {
        _replies.Write(new byte[100_000]);
        _replies.NoteSent(100_000);

        Assert.False(_replies.IsReusable);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(2, 4)]
    [InlineData(2, 0)]
    [InlineData(0, 8)]
    public void It_can_be_cut_behind_a_line(int sent, int length)
    {
        _replies.Write("abcdefgh"u8);
        _replies.NoteSent(sent);
        length = Math.Min(length, 8 - sent);

        _replies.Truncate(length);

        string left = "abcdefgh".Substring(sent, length);
        Assert.Equal(left, Unsent);
        _replies.Write("X"u8);
        Assert.Equal($"{left}X", Unsent);
    }

    private string Unsent => Encoding.UTF8.GetString(_replies.Unsent);

    private static void Send(Replies replies, StringBuilder sent, int count)
    {
        while (count > 0)
        {
            int next = Math.Min(count, replies.Unsent.Length);
            sent.Append(Encoding.ASCII.GetString(replies.Unsent[..next]));
            replies.NoteSent(next);
            count -= next;
        }
    }
}

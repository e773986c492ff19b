using PortManager.Client;
using PortManager.Protocol;
using PortManager.Tests.Protocol;

namespace PortManager.Tests.Client;

public sealed class WatchReplyTests
{
    // What a daemon sends, a listing or a change a row; what the watcher then says.
    public static TheoryData<string[], string[]> Streams => new()
    {
        { ["OK 0\n"], [""] },
        { ["OK 2\n1 a u\n2 b u\n"], ["+1a +2b"] },
        { ["OK 1\n1 a u\n", "+ 2 b u\n", "- 1 a u\n"], ["+1a", "+2b", "-1a"] },
        { ["OK 1\n1 a u\n", "+ 1 a u\n"], ["+1a", ""] },
        { ["OK 1\n1 a u\n", "- 2 b u\n"], ["+1a", ""] },
        { ["OK 1\n1 a u\n", "OK 1\n1 a u\n"], ["+1a", ""] },
        { ["OK 2\n1 a u\n2 b u\n", "OK 2\n2 b u\n3 c u\n"], ["+1a +2b", "-1a +3c"] },
        { ["OK 1\n1 a u\n", "+ 2 b u\n", "OK 0\n", "+ 2 b u\n"], ["+1a", "+2b", "-1a -2b", "+2b"] },
        { ["OK 1\n1 a u\n", "OK 1\n1 b u\n"], ["+1a", "-1a +1b"] },
        { ["OK 1\n1 a_1 u\n", "- 1 a_1 u\n", "+ 1 a u\n"], ["+1a_1", "-1a_1", "+1a"] },
        { ["OK 2\n1 a u\n1 a u\n"], ["+1a"] },
        { ["OK 0\n", "* 1 a u\n", "TICK {of a later\n", "+ 1 a u\n"], ["", "", "", "+1a"] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_becomes_changes_at_every_split(string[] sent, string[] told)
    {
        byte[] all = Wire.Bytes(string.Concat(sent));
        for (int i = 0; i <= all.Length; i++)
            Assert.Equal(told, Read(all[..i], all[i..]));
        Assert.Equal(told, Read([.. all.Select(b => new[] { b })]));
    }

    [Theory]
    [InlineData("+ 1 a u\n")]
    [InlineData("OK 0\n+ 1 a\n")]
    [InlineData("OK 0\n+ 1 {a u\n")]
    [InlineData("OK 0\n1 a u\n")]
    [InlineData("OK 0\n\n")]
    [InlineData("OK 2\n1 a u\n+ 2 b u\n")]
    [InlineData("OK 0\nOK 1000001\n")]
    public void What_is_no_change_is_not_understood(string sent) =>
        Assert.Throws<PortManagerProtocolException>(() => Read(Wire.Bytes(sent)));

    [Fact]
    public void A_refusal_may_come_at_any_time() =>
        Assert.Equal("enough", Assert.Throws<PortRefusedException>(() => Read(Wire.Bytes("OK 0\nFAIL {enough}\n"))).Message);

    [Fact]
    public void What_was_not_asked_for_is_not_there()
    {
        var known = new WatchedPorts(new PortFilter(BeginsWith: "a"));
        Assert.Equal("+1a +3ab", Show(known.Replace([new(1, "a", "u"), new(2, "b", "u"), new(3, "ab", "u")])));
        Assert.Equal("", Show(known.Change(new(PortChangeKind.Added, new(4, "b", "u")))));
        Assert.Equal("-3ab", Show(known.Change(new(PortChangeKind.Removed, new(3, "ab", "u")))));
    }

    private static List<string> Read(params byte[][] parts)
    {
        var told = new List<string>();
        var buffer = new LineBuffer();
        var reply = new WatchReply(new WatchedPorts(PortFilter.Everything));
        foreach (byte[] part in parts)
        {
            Assembling.Fill(buffer, part);
            while (buffer.TryTake(out var line))
            {
                if (reply.Accept(line))
                    told.Add(Show(reply.Changes));
            }
        }

        Assert.False(reply.IsMidListing);
        return told;
    }

    private static string Show(IReadOnlyList<PortChange> changes) => string.Join(' ', changes.Select(
        c => $"{(c.Kind == PortChangeKind.Added ? '+' : '-')}{c.Allocation.Port}{c.Allocation.Service}"));
}

using System.Text;
using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

public sealed class SessionTests : IDisposable
{
    private const int InvalidRequestId = 14;
    private const int RefusedId = 12;

    private readonly SessionDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void Nothing_is_said_before_a_request_nor_after_its_reply()
    {
        Conversation client = _desk.Connect();
        Assert.Equal("", client.Say(""));

        Assert.Equal("OK 30001\n", client.Say("GIMME s u\n"));

        _desk.Take("t");
        Assert.Equal("", client.Say(""));
    }

    [Fact]
    public void A_request_is_not_answered_before_its_line_ends()
    {
        Conversation client = _desk.Connect();

        Assert.Equal("", client.Say("GIMME s u"));
        Assert.Empty(_desk.Rows);
        Assert.Equal(9, client.Unanswered);

        Assert.Equal("OK 30001\n", client.Say("\n"));
        Assert.Equal(0, client.Unanswered);
    }

    [Fact]
    public void A_whole_listing_is_said_at_once_and_the_next_request_has_its_turn_after_it()
    {
        using var desk = new SessionDesk(ports: 900);
        for (int i = 0; i < 900; i++)
            desk.Take("RingMaster", $"user{i}");
        Conversation client = desk.Connect();

        Assert.Equal(desk.Listed, client.Say("LIST\n"));
        Assert.Equal(1, client.Turns);

        Assert.Equal($"{desk.Listed}FAIL {{port 1 is not held by this connection}}\n", client.Say("LIST\nFREE 1\n"));
        Assert.Equal(2, client.Turns);
    }

    [Fact]
    public void The_ports_are_held_until_the_client_closes_and_not_longer()
    {
        Conversation client = _desk.Connect();
        client.Say("GIMME s u\nGIMME t u\n");
        Assert.Equal("30001 s u, 30002 t u", _desk.Rows);

        client.HangUp();

        Assert.Empty(_desk.Rows);
    }

    [Fact]
    public void A_bad_request_frees_the_ports_before_its_reply_is_there()
    {
        Conversation client = _desk.Connect();
        client.Say("GIMME s u\n");
        _desk.Registry.Changes.Clear();

        Assert.Equal("FAIL {Invalid request TERMINATE: an unknown request}\n", client.Say("TERMINATE\n"));

        Change change = Assert.Single(_desk.Registry.Changes);
        Assert.Equal((ChangeKind.Removed, 30001), (change.Kind, change.Port));
        Assert.Empty(_desk.Rows);
        Assert.Equal(NextStep.Close, client.Next);
    }

    [Theory]
    [InlineData("TERMINATE\nGIMME s u\n")]
    [InlineData("\n\n\nGIMME s u\n")]
    [InlineData("GIMME\nLIST\n")]
    public void What_comes_behind_a_bad_request_is_consumed_and_not_answered(string requests)
    {
        Conversation client = _desk.Connect();

        string reply = client.Say(requests);

        Assert.Equal(1, reply.Count(c => c == '\n'));
        Assert.StartsWith("FAIL {Invalid request ", reply, StringComparison.Ordinal);
        Assert.Equal(0, client.Unanswered);
        Assert.Empty(_desk.Registry.Changes);
    }

    [Fact]
    public void A_bad_request_and_a_refusal_are_logged()
    {
        Conversation client = _desk.Connect();

        client.Say("LIST\nFREE 1\nnonsense\nmore\n");

        Assert.Equal([RefusedId, InvalidRequestId], _desk.Log.Ids);
        Assert.Contains("nonsense", _desk.Log.Messages.Last(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", _desk.Log.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_ports_of_one_connection_are_not_anothers_to_free()
    {
        Conversation one = _desk.Connect();
        Conversation other = _desk.Connect();
        one.Say("GIMME s u\n");

        other.Say("FREE 30001\nCLAIM 30001 s u\nterminate\n");

        Assert.Equal("30001 s u", _desk.Rows);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 1)]
    [InlineData(32, 1)]
    [InlineData(33, 2)]
    [InlineData(64, 2)]
    [InlineData(65, 3)]
    public void A_connection_has_32_requests_of_a_turn(int requests, int turns)
    {
        Conversation client = _desk.Connect();

        string replies = client.Say(string.Concat(Enumerable.Repeat("LIST\n", requests)));

        Assert.Equal(string.Concat(Enumerable.Repeat("OK 0\n", requests)), replies);
        Assert.Equal(turns, client.Turns);
    }

    [Fact]
    public void A_part_of_a_line_behind_a_full_share_waits_for_its_end()
    {
        Conversation client = _desk.Connect();

        client.Say(string.Concat(Enumerable.Repeat("LIST\n", 32)) + "LIS");

        Assert.Equal(NextStep.Continue, client.Next);
        Assert.Equal(3, client.Unanswered);
        Assert.Equal("OK 0\n", client.Say("T\n"));
    }

    [Fact]
    public void A_bite_of_many_requests_with_long_replies_is_answered_in_parts()
    {
        using var desk = new SessionDesk(ports: 900);
        for (int i = 0; i < 900; i++)
            desk.Take("RingMaster", $"user{i}");
        int length = desk.Listed.Length;

        Conversation client = desk.Connect();
        string replies = client.Say(string.Concat(Enumerable.Repeat("LIST\n", 30)));

        Assert.Equal(30 * length, replies.Length);
        Assert.Equal(30, client.Turns);
    }

    [Fact]
    public void Every_request_is_counted_once_whatever_arrives_together()
    {
        foreach (string[] parts in (string[][])[["LIST\nFREE 1\nx\n"], ["LI", "ST\nFREE 1\n", "x\n"]])
        {
            using var desk = new SessionDesk();
            desk.Connect().Say(parts);
            Assert.Equal(3, desk.Metrics.Requests);
        }
    }

    [Theory]
    [InlineData("FREE 30001\n", true)]
    [InlineData("GIMME t u\n", true)]
    [InlineData("CLAIM 30005 t u\n", true)]
    [InlineData("FREE 30009\n", false)]
    [InlineData("CLAIM 1 t u\n", false)]
    [InlineData("LIST\n", false)]
    public void It_is_noted_which_requests_change_ports(string request, bool hasChanged)
    {
        Conversation client = _desk.Connect();
        client.Say("GIMME s u\n");
        client.Connection.HasChangedPorts = false;

        client.Say(request);

        Assert.Equal(hasChanged, client.Connection.HasChangedPorts);
    }

    [Fact]
    public void An_allocation_knows_where_its_request_began_whatever_arrives_together()
    {
        const string Requests = "LIST\nGIMME s u\r\nFIND\nGIMME t u\n";
        for (int split = 0; split <= Requests.Length; split++)
        {
            using var desk = new SessionDesk();
            desk.Connect().Say(Requests[..split], Requests[split..]);

            Assert.Equal([5, 21], desk.Registry.InOrder.Select(a => a.RequestPosition));
        }
    }

    [Fact]
    public void What_the_process_before_carried_out_is_answered_and_not_done_again()
    {
        const string Requests = "LIST\nGIMME s u\nFREE 30007\nGIMME t u\n";
        for (int split = 0; split <= Requests.Length; split++)
        {
            using var desk = new SessionDesk();
            Conversation client = desk.Connect(mayBeHttp: false);
            Connection connection = client.Connection;
            connection.Consumed = 100;
            connection.HasPostponedPorts = true;
            connection.FreesCarriedOut = new() { [115] = 30007 };
            desk.Registry.Postpone(new Allocation(30004, "s", "s", "u", DateTimeOffset.UnixEpoch, connection, 105));

            Assert.Equal("OK 0\nOK 30004\nOK 30007\nOK 30001\n", client.Say(Requests[..split], Requests[split..]));
            Assert.Equal("30004 s u, 30001 t u", desk.Rows);
        }
    }

    [Fact]
    public void STATUS_is_said_as_a_listing_of_words()
    {
        string[] lines = _desk.Connect().Say("STATUS\n").Split('\n');

        Assert.Equal($"OK {lines.Length - 2}", lines[0]);
        Assert.Contains("pool 30001-31000", lines);
        Assert.Contains("line-length-limit 4096", lines);
    }

    [Fact]
    public void DETAIL_shows_the_rows_that_match()
    {
        _desk.Take("s");
        _desk.Take("t", "v");

        string[] lines = _desk.Connect().Say("DETAIL -user v\n").Split('\n');

        Assert.Equal("OK 1", lines[0]);
        Assert.StartsWith("port 30002 service t user v owner {} state ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_ports_refuses_and_leaves_the_connection_as_it_is()
    {
        using var desk = new SessionDesk(limits: new Limits { PortsPerConnection = 1 });
        Conversation client = desk.Connect();

        string replies = client.Say("GIMME s u\nGIMME t u\nCLAIM 30005 t u\nLIST\n");

        Assert.Matches("^OK 30001\nFAIL {.+}\nFAIL {.+}\nOK 1\n30001 s u\n$", replies);
        Assert.Equal(NextStep.Continue, client.Next);
        Assert.Equal([RefusedId, RefusedId], desk.Log.Ids);
    }

    [Fact]
    public void Any_bytes_are_answered_by_whole_lines()
    {
        var random = new Random(20261126);
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            if (random.Next(2) == 0)
                bytes = [.. "LIST\nGIMME s u\n"u8, .. bytes, .. "\nLIST\n"u8];
            using var desk = new SessionDesk(ports: 1);
            Conversation client = desk.Connect(mayBeHttp: false);
            int split = random.Next(bytes.Length);

            string replies = client.Send(bytes[..split], bytes[split..]);

            Assert.True(replies.Length == 0 || replies[^1] == '\n');
            Assert.True(client.Next is NextStep.Continue or NextStep.Close);
            Assert.Equal(client.Next == NextStep.Close, replies.Contains("Invalid request", StringComparison.Ordinal));
            Assert.Equal(Encoding.UTF8.GetByteCount(desk.Listed), desk.Listings.All.Length);
        }
    }
}

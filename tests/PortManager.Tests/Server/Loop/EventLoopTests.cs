using PortManager.Server.Connections;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Loop;

/// <summary>Turns of the loop, with real sockets.</summary>
[Collection(Alone.Name)]
public sealed class EventLoopTests : IDisposable
{
    private const int DefectId = 31;

    private readonly LoopDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void Nothing_is_sent_before_a_request_nor_after_its_reply()
    {
        LoopClient client = _desk.Connect();
        Assert.True(client.HasNothing());

        Assert.Equal("OK 30001", client.Ask("GIMME s u\n"));

        _desk.Take("t");
        _desk.Turn();
        Assert.True(client.HasNothing());
    }

    [Fact]
    public async Task One_that_asks_for_much_does_not_keep_the_others_waiting()
    {
        LoopClient busy = _desk.Connect();
        LoopClient other = _desk.Connect();
        Task sent;
        using (_desk.Hold())
        {
            sent = busy.SendAsync(Lists(20_000));
            other.Send("LIST\n");
        }

        Assert.Equal("OK 0", other.ReadLine());
        for (int i = 0; i < 20_000; i++)
            Assert.Equal("OK 0", busy.ReadLine());
        await sent.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("GIMME s u\n")]
    [InlineData("GIMME s u\nGIM")]
    [InlineData("GIMME s u\nWATCH\n")]
    public void A_peer_that_is_lost_frees_the_ports_and_is_no_defect(string requests)
    {
        LoopClient client = _desk.Connect();
        client.Send(requests);
        Assert.Equal("OK 30001", client.ReadLine());

        client.Reset();

        Patience.Until(() => _desk.Connections == 0);
        Assert.Equal("", _desk.Rows);
        Assert.DoesNotContain(DefectId, _desk.Desk.Log.Ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("LIS")]
    [InlineData("LIST\nLIS")]
    [InlineData("G")]
    public void One_that_closes_within_a_request_is_closed(string requests)
    {
        LoopClient client = _desk.Connect();
        client.Send(requests);
        client.HalfClose();

        Assert.Equal(requests.Contains('\n') ? "OK 0\n" : "", client.ReadToEnd());
        Assert.Equal(0, _desk.Connections);
    }

    [Fact]
    public void A_defect_costs_one_connection_and_is_logged()
    {
        LoopClient other = _desk.Connect();
        _desk.Desk.Probe.Looking = () => throw new InvalidOperationException("a defect");
        LoopClient client = _desk.Connect();
        client.Send("GIMME s u\n");

        client.WaitForEnd();
        Assert.Equal("OK 0", other.List());
        Assert.Equal([DefectId], _desk.Desk.Log.Ids);
        Assert.Equal(1, _desk.Connections);
    }

    [Fact]
    public void A_defect_in_a_later_turn_costs_one_connection_too()
    {
        LoopClient other = _desk.Connect();
        LoopClient client = _desk.Connect();
        Assert.Equal("OK 0", client.List());
        _desk.Desk.Probe.Looking = () => throw new InvalidOperationException("a defect");

        client.Send(Lists(40) + "GIMME s u\n");

        for (int i = 0; i < 32; i++)
            Assert.Equal("OK 0", client.ReadLine());
        client.WaitForEnd();
        Assert.Equal("OK 0", other.List());
        Assert.Equal([DefectId], _desk.Desk.Log.Ids);
    }

    [Fact]
    public void One_that_speaks_HTTP_is_handed_over_with_all_its_bytes()
    {
        LoopClient client = _desk.Connect();
        client.Send("GE");
        _desk.Turn();
        client.Send("T / HTTP/1.1\r\n\r\n");
        Patience.Until(() => _desk.Ask(() => _desk.Http.Taken.Count) == 1);

        Connection connection = _desk.Http.Taken[0];
        byte[] bytes = new byte[100];
        Assert.Equal(18, new StreamSocket(connection.Descriptor).Receive(bytes));
        Assert.True(connection.IsHttp);
        Assert.Equal(0, connection.PartialSince);
        Assert.Equal(1, _desk.Connections);
        Assert.Equal(0, _desk.Ask(() =>
        {
            _desk.Loop.ForgetHttp(connection);
            return _desk.Desk.Table.Count;
        }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIM")]
    [InlineData("GIMME s u\n")]
    [InlineData("WATCH\n")]
    [InlineData("GIMME s u\nnonsense\n")]
    public void The_loop_ends_when_it_is_stopped_whatever_connections_do(string requests)
    {
        LoopClient client = _desk.Connect();
        client.Send(requests);
        for (int lines = requests.Count(c => c == '\n'); lines > 0; lines--)
            client.ReadLine();

        _desk.Loop.Stop();

        Patience.Until(() => !_desk.IsRunning);
        Assert.True(_desk.Loop.AskAsync(() => true).IsCanceled);
    }

    [Fact]
    public void The_requests_of_a_connection_are_answered_in_order_whatever_arrives_together()
    {
        const string Requests = "LIST\nGIMME s u\nLIST\nFREE 30001\nLIST\n";
        for (int split = 0; split <= Requests.Length; split++)
        {
            using var desk = new LoopDesk();
            LoopClient client = desk.Connect();
            client.Send(Requests[..split]);
            desk.Turn();
            client.Send(Requests[split..]);
            client.HalfClose();

            Assert.Equal("OK 0\nOK 30001\nOK 1\n30001 s u\nOK 30001\nOK 0\n", client.ReadToEnd());
        }
    }

    private static string Lists(int count) => string.Concat(Enumerable.Repeat("LIST\n", count));
}

using System.Net.Sockets;
using PortManager.Server;

using PortManager.Server.Listening;

namespace PortManager.Tests.Server.Loop;

/// <summary>Connections that are accepted, up to the limit.</summary>
[Collection(Alone.Name)]
public class AcceptorTests
{
    private const int ConnectionLimitId = 30;
    private const int HoldersLimitId = 33;

    [Fact]
    public void Many_connections_at_once_are_all_served()
    {
        using var desk = new LoopDesk();
        using Socket listener = Listening(desk);
        LoopClient[] clients;
        using (desk.Hold())
            clients = [.. Enumerable.Range(0, 200).Select(_ => desk.ConnectTo(listener))];

        Assert.All(clients, c => Assert.Equal("OK 0", c.List()));
        Assert.Equal(200, desk.Connections);
    }

    [Fact]
    public void At_the_limit_the_one_idle_longest_without_a_port_is_closed()
    {
        using var desk = new LoopDesk(limits: new Limits { Connections = 3 });
        using Socket listener = Listening(desk);
        LoopClient holder = desk.ConnectTo(listener);
        Assert.Equal("OK 30001", holder.Ask("GIMME s u\n"));
        LoopClient idle = desk.ConnectTo(listener);
        LoopClient busy = desk.ConnectTo(listener);
        Assert.StartsWith("OK", idle.List(), StringComparison.Ordinal);
        desk.Pass(10);
        Assert.StartsWith("OK", busy.List(), StringComparison.Ordinal);

        Assert.Equal("OK 1, 30001 s u", desk.ConnectTo(listener).List());

        idle.WaitForEnd();
        Assert.Equal("OK 1, 30001 s u", busy.List());
        Assert.Equal(3, desk.Connections);
        Assert.Contains(ConnectionLimitId, desk.Desk.Log.Ids);
    }

    [Fact]
    public void If_all_hold_ports_a_new_one_is_closed_and_that_is_said_once_in_ten_seconds()
    {
        using var desk = new LoopDesk(limits: new Limits { Connections = 1 });
        using Socket listener = Listening(desk);
        LoopClient holder = desk.ConnectTo(listener);
        holder.Ask("GIMME s u\n");

        for (int i = 0; i < 5; i++)
            desk.ConnectTo(listener).WaitForEnd();
        Assert.Single(desk.Desk.Log.Ids, HoldersLimitId);
        desk.Pass(10_000);
        desk.ConnectTo(listener).WaitForEnd();

        Assert.Equal(2, desk.Desk.Log.Ids.Count(id => id == HoldersLimitId));
        Assert.Equal("OK 1, 30001 s u", holder.List());
    }

    [Fact]
    public void A_listener_for_HTTP_hands_every_connection_over()
    {
        using var desk = new LoopDesk();
        using Socket listener = Listening(desk, isHttp: true);

        LoopClient client = desk.ConnectTo(listener);

        Patience.Until(() => desk.Ask(() => desk.Http.Taken.Count) == 1);
        Assert.True(desk.Http.Taken[0].IsHttp);
        Assert.True(client.HasNothing());
    }

    [Fact]
    public void One_that_speaks_HTTP_is_closed_for_a_new_one()
    {
        using var desk = new LoopDesk(limits: new Limits { Connections = 1 });
        using Socket http = Listening(desk, isHttp: true);
        using Socket lines = Listening(desk);
        LoopClient guest = desk.ConnectTo(http);
        Patience.Until(() => desk.Ask(() => desk.Http.Taken.Count) == 1);

        Assert.Equal("OK 0", desk.ConnectTo(lines).List());

        guest.WaitForEnd();
        Assert.Single(desk.Http.Aborted);
    }

    private static Socket Listening(LoopDesk desk, bool isHttp = false)
    {
        Socket listener = LoopDesk.Listening();
        listener.Blocking = false;
        desk.Ask(() =>
        {
            desk.Loop.Listen(new Listener((int)listener.Handle, listener.LocalEndPoint!), isHttp);
            return true;
        });
        return listener;
    }
}

using System.Net;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Connections;

/// <summary>Which connection goes when there is no room for another.</summary>
public class ConnectionTableTests
{
    [Fact]
    public void As_long_as_there_is_room_nobody_goes()
    {
        var table = new ConnectionTable(3, 1000, long.MaxValue);
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(Admission.Entered, table.Add(Local(), out AcceptedConnection? victim));
            Assert.Null(victim);
            Assert.Equal(i, table.Count);
        }

        Assert.Equal(3, table.Most);
    }

    [Fact]
    public void Without_room_the_one_idle_longest_goes()
    {
        AcceptedConnection[] open = [Local(), Local(), Local()];
        foreach (int i in new[] { 1, 2, 0 })
            Touch(open[i]);

        Assert.Same(open[1], VictimOf(open));
    }

    [Fact]
    public void A_remote_one_goes_before_a_local_one_that_is_idle_longer()
    {
        AcceptedConnection[] open = [Local(), Remote(), Remote(), Local()];
        foreach (int i in new[] { 0, 3, 2, 1 })
            Touch(open[i]);

        Assert.Same(open[2], VictimOf(open));
    }

    [Fact]
    public void One_that_holds_a_port_never_goes()
    {
        AcceptedConnection[] open = [Holding(Local()), Holding(Remote()), Local()];
        Touch(open[2]);

        Assert.Same(open[2], VictimOf(open));
    }

    [Fact]
    public void Where_all_hold_ports_the_new_one_is_refused()
    {
        var table = new ConnectionTable(2, 1000, long.MaxValue);
        table.Add(Holding(Local()), out _);
        table.Add(Holding(Remote()), out _);

        Assert.Equal(Admission.Full, table.Add(Local(), out AcceptedConnection? victim));
        Assert.Null(victim);
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void One_that_has_given_its_port_back_can_go()
    {
        AcceptedConnection holder = Holding(Local());
        holder.Remove(holder.Held[0]);

        Assert.Same(holder, VictimOf([holder]));
    }

    [Fact]
    public void The_place_of_who_goes_is_taken_at_once_and_not_given_twice()
    {
        var table = new ConnectionTable(1, 1000, long.MaxValue);
        AcceptedConnection[] connections = [Local(), Local(), Local()];
        foreach (AcceptedConnection? before in new[] { null, connections[0], connections[1] })
        {
            Admission admission = table.Add(connections[before is null ? 0 : Array.IndexOf(connections, before) + 1], out var victim);
            Assert.Equal(before is null ? Admission.Entered : Admission.InPlaceOfAnother, admission);
            Assert.Same(before, victim);
            Assert.Equal(1, table.Count);
        }
    }

    [Fact]
    public void Who_left_makes_room_once()
    {
        var table = new ConnectionTable(1, 1000, long.MaxValue);
        AcceptedConnection first = Local();
        table.Add(first, out _);

        table.Remove(first);
        table.Remove(first);

        Assert.Equal(0, table.Count);
        Assert.Equal(Admission.Entered, table.Add(Local(), out AcceptedConnection? victim));
        Assert.Null(victim);
    }

    [Fact]
    public void A_host_that_has_as_many_as_one_may_have_gets_no_more()
    {
        var table = new ConnectionTable(10, mostPerHost: 1, long.MaxValue);
        table.Add(Remote(), out _);

        Assert.Equal(Admission.TooManyOfHost, table.Add(Remote(), out _));
        Assert.Equal(Admission.Entered, table.Add(Local(), out _));
        Assert.Equal(1, table.MostPerHost);
    }

    private static AcceptedConnection? VictimOf(AcceptedConnection[] open)
    {
        var table = new ConnectionTable(open.Length, 1000, long.MaxValue);
        foreach (AcceptedConnection connection in open)
            Assert.Equal(Admission.Entered, table.Add(connection, out _));
        Assert.Equal(Admission.InPlaceOfAnother, table.Add(Local(), out AcceptedConnection? victim));
        Assert.Equal(open.Length, table.Count);
        return victim;
    }

    private static AcceptedConnection Local() => new(new PipePeer().Context, 0, new Peer(IPAddress.Loopback, true, null));

    private static AcceptedConnection Remote() => new(new PipePeer("192.0.2.7", "192.0.2.1").Context, 0, new Peer(IPAddress.Parse("192.0.2.7"), false, null));

    private static AcceptedConnection Holding(AcceptedConnection connection)
    {
        connection.Add(new Allocation(30001, "s", "s", "u", DateTimeOffset.UnixEpoch, connection, 0));
        return connection;
    }

    // The clock ticks in milliseconds, and no two are to be idle equally long.
    private static void Touch(AcceptedConnection connection)
    {
        long before = Environment.TickCount64;
        Patience.Until(() => Environment.TickCount64 > before);
        connection.Touch();
        Assert.True(connection.LastActive > before);
    }
}

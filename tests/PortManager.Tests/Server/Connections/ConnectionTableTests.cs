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
            Assert.Equal(Admission.Entered, table.Add(Local(), out Connection? victim));
            Assert.Null(victim);
            Assert.Equal(i, table.Count);
        }

        Assert.Equal(3, table.Max);
    }

    [Fact]
    public void Without_room_the_one_idle_longest_goes()
    {
        Connection[] open = [Local(), Local(), Local()];
        Touch(open, 1, 2, 0);

        Assert.Same(open[1], VictimOf(open));
    }

    [Fact]
    public void A_remote_one_goes_before_a_local_one_that_is_idle_longer()
    {
        Connection[] open = [Local(), Remote(), Remote(), Local()];
        Touch(open, 0, 3, 2, 1);

        Assert.Same(open[2], VictimOf(open));
    }

    [Fact]
    public void One_that_holds_a_port_never_goes()
    {
        Connection[] open = [Holding(Local()), Holding(Remote()), Local()];
        Touch(open, 0, 1, 2);

        Assert.Same(open[2], VictimOf(open));
    }

    [Fact]
    public void Where_all_hold_ports_the_new_one_is_refused()
    {
        var table = new ConnectionTable(2, 1000, long.MaxValue);
        table.Add(Holding(Local()), out _);
        table.Add(Holding(Remote()), out _);

        Assert.Equal(Admission.Full, table.Add(Local(), out Connection? victim));
        Assert.Null(victim);
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void One_that_has_given_its_port_back_can_go()
    {
        Connection holder = Holding(Local());
        holder.Remove(holder.Held[0]);

        Assert.Same(holder, VictimOf([holder]));
    }

    [Fact]
    public void The_place_of_who_goes_is_taken_at_once_and_not_given_twice()
    {
        var table = new ConnectionTable(1, 1000, long.MaxValue);
        Connection[] connections = [Local(), Local(), Local()];
        foreach (Connection? before in new[] { null, connections[0], connections[1] })
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
        Connection first = Local();
        table.Add(first, out _);

        table.Remove(first);
        table.Remove(first);

        Assert.Equal(0, table.Count);
        Assert.Equal(Admission.Entered, table.Add(Local(), out Connection? victim));
        Assert.Null(victim);
    }

    [Fact]
    public void A_host_that_has_as_many_as_one_may_have_gets_no_more()
    {
        var table = new ConnectionTable(10, maxPerHost: 1, long.MaxValue);
        table.Add(Remote(), out _);

        Assert.Equal(Admission.TooManyOfHost, table.Add(Remote(), out _));
        Assert.Equal(Admission.Entered, table.Add(Local(), out _));
        Assert.Equal(1, table.MaxPerHost);
    }

    [Fact]
    public void One_that_speaks_HTTP_goes_before_all_others()
    {
        Connection[] open = [Local(), Remote(), Local()];
        Touch(open, 0, 1, 2);
        open[2].IsHttp = true;

        Assert.Same(open[2], VictimOf(open));
    }

    [Fact]
    public void Each_host_has_its_own_limit_and_gets_its_places_back()
    {
        var table = new ConnectionTable(10, maxPerHost: 2, long.MaxValue);
        Connection first = Remote();
        table.Add(first, out _);
        table.Add(Remote(), out _);
        Assert.Equal(Admission.TooManyOfHost, table.Add(Remote(), out _));
        Assert.Equal(Admission.Entered, table.Add(Remote("192.0.2.8"), out _));

        table.Remove(first);

        Assert.Equal(Admission.Entered, table.Add(Remote(), out _));
        Assert.Equal(Admission.TooManyOfHost, table.Add(Remote(), out _));
    }

    [Fact]
    public void An_adopted_one_has_its_place_whatever_the_limits_are()
    {
        var table = new ConnectionTable(1, 1000, long.MaxValue);

        for (int i = 0; i < 3; i++)
            table.AddAdopted(Holding(Local()));

        Assert.Equal(3, table.Count);
        Assert.Equal(Admission.Full, table.Add(Local(), out _));
    }

    [Fact]
    public void Numbers_go_on_behind_those_of_the_daemons_before()
    {
        var table = new ConnectionTable(1, 1000, long.MaxValue);
        table.StartNumbersAfter(41);

        Assert.Equal([42, 43], [table.NextNumber(), table.NextNumber()]);
    }

    [Fact]
    public void Unread_bytes_are_counted_until_they_are_read_or_the_connection_is_gone()
    {
        var table = new ConnectionTable(10, 1000, 1000);
        Connection[] open = Entered(table, Local(), Local());

        Assert.Empty(table.AddUnread(open[0], 300));
        Assert.Empty(table.AddUnread(open[1], 700));
        Assert.Equal(1000, table.Unread);
        Assert.Empty(table.AddUnread(open[0], -100));
        Assert.Equal(900, table.Unread);

        table.Remove(open[1]);
        Assert.Equal(200, table.Unread);
        Assert.Empty(table.AddUnread(open[1], 5000));
        Assert.Equal(200, table.Unread);
    }

    [Fact]
    public void Those_that_make_the_daemon_keep_most_go_first_and_holders_last()
    {
        var table = new ConnectionTable(10, 1000, 1000);
        Connection[] open = Entered(table, Holding(Local()), Local(), Local());
        table.AddUnread(open[0], 600);
        table.AddUnread(open[1], 200);

        Assert.Equal([open[2]], table.AddUnread(open[2], 300));
        Assert.Equal(800, table.Unread);
        Assert.Equal([open[1], open[0]], table.AddUnread(open[0], 1000));
        Assert.Equal(0, table.Unread);
    }

    [Fact]
    public void One_that_was_given_up_is_counted_no_more()
    {
        var table = new ConnectionTable(10, 1000, 1000);
        Connection[] open = Entered(table, Local(), Local());
        Assert.Equal([open[0]], table.AddUnread(open[0], 1001));

        Assert.Empty(table.AddUnread(open[0], 10));
        Assert.Empty(table.AddUnread(open[1], 1000));
        Assert.Equal(1000, table.Unread);
        table.Remove(open[0]);
        Assert.Equal(1000, table.Unread);
    }

    private static Connection[] Entered(ConnectionTable table, params Connection[] connections)
    {
        foreach (Connection connection in connections)
            Assert.Equal(Admission.Entered, table.Add(connection, out _));
        return connections;
    }

    private static void Touch(Connection[] open, params int[] order)
    {
        for (int i = 0; i < order.Length; i++)
            open[order[i]].LastActive = i + 1;
    }

    private static Connection? VictimOf(Connection[] open)
    {
        var table = new ConnectionTable(open.Length, 1000, long.MaxValue);
        foreach (Connection connection in open)
            Assert.Equal(Admission.Entered, table.Add(connection, out _));
        Assert.Equal(Admission.InPlaceOfAnother, table.Add(Local(), out Connection? victim));
        Assert.Equal(open.Length, table.Count);
        return victim;
    }

    private static Connection Local() => new(1, new Peer(IPAddress.Loopback, IsLocal: true, Owner: null));

    private static Connection Remote(string address = "192.0.2.7") => new(1, new Peer(IPAddress.Parse(address), IsLocal: false, Owner: null));

    private static Connection Holding(Connection connection)
    {
        connection.Add(new Allocation(30001, "s", "s", "u", DateTimeOffset.UnixEpoch, connection, 0));
        return connection;
    }
}

using System.Net.Sockets;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Loop;

/// <summary>A question sees what closed before it was asked, and what closes is answered first. With real sockets.</summary>
[Collection(Alone.Name)]
public sealed class ReleaseOrderTests : IDisposable
{
    private readonly LoopDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("close")]
    [InlineData("half-close")]
    [InlineData("reset")]
    public void A_LIST_never_shows_a_port_whose_connection_was_closed_before(string end)
    {
        LoopClient open = _desk.Connect();
        for (int round = 0; round < 300; round++)
        {
            LoopClient holder = _desk.Connect();
            Assert.StartsWith("OK ", holder.Ask("GIMME s u\n"), StringComparison.Ordinal);

            End(holder, end);

            using LoopClient asking = round % 2 == 0 ? open : _desk.Connect();
            Assert.Equal("OK 0", asking.List());
            if (asking == open)
                open = _desk.Connect();
        }
    }

    [Theory]
    [InlineData("close", false)]
    [InlineData("close", true)]
    [InlineData("half-close", false)]
    [InlineData("half-close", true)]
    [InlineData("reset", false)]
    [InlineData("reset", true)]
    public void Nor_if_both_come_in_one_turn_whichever_connection_is_older(string end, bool askingIsOlder)
    {
        LoopClient? older = askingIsOlder ? _desk.Connect() : null;
        LoopClient holder = _desk.Connect();
        LoopClient asking = older ?? _desk.Connect();
        holder.Ask("GIMME s u\n");
        Assert.Equal("OK 1, 30001 s u", asking.List());

        using (_desk.Hold())
        {
            asking.Send("LIST\n");
            End(holder, end);
            asking.Send("LIST\n");
        }

        Assert.Equal("OK 0", asking.ReadListing());
        Assert.Equal("OK 0", asking.ReadListing());
    }

    [Fact]
    public void Requests_that_a_holder_sent_before_its_end_are_answered_before_its_ports_are_free()
    {
        LoopClient holder = _desk.Connect();
        LoopClient asking = _desk.Connect();
        holder.Ask("GIMME s u\n");

        using (_desk.Hold())
        {
            holder.Send("GIMME t u\nLIST\n");
            holder.HalfClose();
            asking.Send("LIST\n");
        }

        Assert.Equal("OK 0", asking.ReadListing());
        Assert.Equal("OK 30002\nOK 2\n30001 s u\n30002 t u\n", holder.ReadToEnd());
    }

    [Fact]
    public void A_port_that_is_listed_because_somebody_listens_is_listed_only_as_long_as_that_is_true()
    {
        LoopClient client = _desk.Connect();
        using Socket listener = LoopDesk.Listening();
        int port = ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port;
        _desk.Desk.Probe.InUse.Add(port);
        _desk.Ask(() =>
        {
            var orphan = new OrphanHolder(1, owner: null, () => true);
            _desk.Desk.Registry.Restore(new Allocation(port, "s", "s", "u", DateTimeOffset.UnixEpoch, orphan, 0));
            return true;
        });
        Assert.Equal($"OK 1, {port} s u", client.List());

        listener.Dispose();
        _desk.Desk.Probe.InUse.Clear();

        Assert.Equal("OK 0", client.List());
    }

    [Fact]
    public void Requests_that_come_with_the_half_close_are_answered_first()
    {
        LoopClient client = _desk.Connect();

        using (_desk.Hold())
        {
            client.Send("GIMME s u\nLIST\n");
            client.HalfClose();
        }

        Assert.Equal("OK 30001\nOK 1\n30001 s u\n", client.ReadToEnd());
        Assert.Equal("", _desk.Rows);
        Assert.Equal(0, _desk.Connections);
    }

    [Fact]
    public void However_many_they_are()
    {
        LoopClient client = _desk.Connect();
        using (_desk.Hold())
        {
            client.Send(Lists(1000));
            client.HalfClose();
        }

        Assert.Equal(1000 * "OK 0\n".Length, client.ReadToEnd().Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Requests_that_come_when_a_share_of_a_turn_is_used_up_are_answered_too(bool closes)
    {
        LoopClient client = _desk.Connect();
        Assert.Equal("OK 0", client.List());
        bool hasSent = false;
        // At the end of the turn in which the refusal is said, on the loop's thread.
        _desk.Desk.Recent.Happened += () =>
        {
            if (hasSent)
                return;
            hasSent = true;
            client.Send("LIST\nLIST\n");
            if (closes)
                client.HalfClose();
        };

        client.Send("FREE 1\n" + Lists(40));

        Assert.StartsWith("FAIL ", client.ReadLine(), StringComparison.Ordinal);
        for (int i = 0; i < 42; i++)
            Assert.Equal("OK 0", client.ReadLine());
        if (closes)
            Assert.Equal("", client.ReadToEnd());
    }

    private static string Lists(int count) => string.Concat(Enumerable.Repeat("LIST\n", count));

    private static void End(LoopClient client, string end)
    {
        if (end == "close")
            client.Close();
        else if (end == "reset")
            client.Reset();
        else
            client.HalfClose();
    }
}

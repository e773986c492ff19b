using PortManager.Server;
using PortManager.Server.Native;
using PortManager.Server.Systemd;
using PortManager.Tests.Server.Connections;

namespace PortManager.Tests.Server.Loop;

/// <summary>Connections that outlive the process: what of them is where, and replies that wait for systemd.</summary>
[Collection(Alone.Name)]
public sealed class PreservedConnectionTests : IDisposable
{
    private readonly StoreDesk _store = new();
    private readonly LoopDesk _desk;

    public PreservedConnectionTests() =>
        _desk = new LoopDesk(limits: new Limits { LineLength = 200_000 }, store: _store.Store, journal: _store.Journal);

    public void Dispose()
    {
        _desk.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void A_connection_is_stored_when_it_has_a_port_and_its_reply_is_there()
    {
        LoopClient client = _desk.Connect();
        Assert.Equal("OK 0", client.List());
        Assert.Empty(_store.Systemd.Read());

        Assert.Equal("OK 30001", client.Ask("GIMME s u\n"));

        Assert.Equal(["FDSTORE=1 FDNAME=c0"], _store.Systemd.Read());
    }

    [Fact]
    public void The_ledger_agrees_with_the_counts_of_the_kernel_at_every_split()
    {
        const string Requests = "GIMME s u\nLIST\nFREE 1\nVERSION\nWATCH -user nobody\n";
        for (int split = 0; split <= Requests.Length; split++)
        {
            LoopClient client = _desk.Connect();
            client.Send(Requests[..split]);
            _desk.Turn();
            client.Send(Requests[split..] + "LI");
            client.ReadLine();
            client.ReadListing();
            client.ReadLine();
            client.ReadLine();
            Assert.Equal("OK 0", client.ReadLine());
            _desk.Turn();

            LedgerPosition position = _desk.Ask(() => client.Connection!.Stored!.Position);
            TcpByteCounts? kernel = _desk.Ask(() => TcpByteCounts.Of(client.Connection!.Descriptor));
            Assert.Equal(new LedgerPosition(Requests.Length, kernel!.Value.Written), position);
            Assert.Equal(Requests.Length, kernel.Value.Read);
            _store.Systemd.Read();
            // Else it would count as short-lived, and the next ones would be stored later.
            _desk.Pass(200);
            client.Close();
            Patience.Until(() => _desk.Connections == 0);
        }
    }

    [Fact]
    public void A_part_of_a_request_stays_in_the_kernel_and_is_not_counted_as_kept()
    {
        LoopClient client = _desk.Connect();
        client.Ask("GIMME s u\n");

        client.Send("LIST" + new string(' ', 1000));
        Patience.Until(() => _desk.Ask(() => client.Connection!.PartialSince) != 0);

        Assert.Equal(0, _desk.Ask(() => _desk.Desk.Table.Unread));
        Patience.Until(() => _desk.Ask(() => TcpByteCounts.InputLength(client.Connection!.Descriptor)) == 1004);
        Assert.Equal("OK 1", client.Ask("\n"));
    }

    [Fact]
    public void A_connection_with_a_request_that_is_too_long_for_the_kernel_ends_with_the_process()
    {
        LoopClient client = _desk.Connect();
        client.Ask("GIMME s u\n");
        Assert.NotNull(_desk.Ask(() => client.Connection!.Stored));

        client.Send("LIST" + new string(' ', 100_000));
        Patience.Until(() => _desk.Ask(() => _desk.Desk.Table.Unread) == 100_004);

        Assert.Null(_desk.Ask(() => client.Connection!.Stored));
        Assert.Equal("OK 1", client.Ask("\n"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("LIST\n", false)]
    [InlineData("", true)]
    [InlineData("LIST\n", true)]
    [InlineData("LIST\nLI", true)]
    public void If_systemd_does_not_read_one_reply_waits_and_nobody_else(string meanwhile, bool closes)
    {
        LoopClient client = _desk.Connect();
        LoopClient other = _desk.Connect();
        Assert.Equal("OK 0", client.List());
        _store.Systemd.Fill();

        client.Send("GIMME s u\n");
        Patience.Until(() => _desk.Changes == 1);
        if (meanwhile.Length > 0)
            client.Send(meanwhile);
        if (closes)
            client.HalfClose();
        for (int i = 0; i < 100; i++)
            Assert.StartsWith("OK ", other.List(), StringComparison.Ordinal);
        Assert.True(client.HasNothing());

        _store.Systemd.Read();
        _desk.Ask(() =>
        {
            _store.Store.Continue(_desk.Loop.Clock.Now);
            return true;
        });

        Assert.Equal("OK 30001", client.ReadLine());
        if (meanwhile.Length > 0)
            Assert.StartsWith("OK ", client.ReadListing(), StringComparison.Ordinal);
        if (!closes)
            return;
        Assert.Equal("", client.ReadToEnd());
        Patience.Until(() => _desk.Connections == 1);
        Assert.Equal("OK 0", other.List());
    }

    [Fact]
    public void The_reply_goes_after_a_second_if_systemd_never_reads()
    {
        LoopClient client = _desk.Connect();
        Assert.Equal("OK 0", client.List());
        _store.Systemd.Fill();
        client.Send("GIMME s u\n");
        Patience.Until(() => _desk.Changes == 1);
        _desk.Pass(999);
        Assert.True(client.HasNothing());

        _desk.Pass(1);

        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("OK 1", client.Ask("LIST\n"));
    }

    [Fact]
    public void What_is_told_is_in_the_journal_before()
    {
        LoopClient client = _desk.Connect();

        Assert.Equal("OK 30001", client.Ask("GIMME s u\n"));

        Assert.Equal(1, _store.Journal.Writes);
    }
}

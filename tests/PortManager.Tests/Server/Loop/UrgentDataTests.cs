using PortManager.Server.Native;
using PortManager.Server.Systemd;
using PortManager.Tests.Server.Connections;

namespace PortManager.Tests.Server.Loop;

/// <summary>An urgent byte of TCP is no part of a request, wherever it is.</summary>
[Collection(Alone.Name)]
public sealed class UrgentDataTests : IDisposable
{
    private const string Requests = "LIST\nFREE 1\nLIST\n";

    private readonly StoreDesk _store = new();
    private readonly LoopDesk _preserving;
    private readonly LoopDesk _plain = new();

    public UrgentDataTests() => _preserving = new LoopDesk(store: _store.Store, journal: _store.Journal);

    public void Dispose()
    {
        _preserving.Dispose();
        _plain.Dispose();
        _store.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_request_is_answered_wherever_they_are(bool isPreserved)
    {
        LoopDesk desk = isPreserved ? _preserving : _plain;
        for (int urgent = 0; urgent <= Requests.Length; urgent++)
        {
            LoopClient client = desk.Connect();
            Assert.Equal("OK 0", client.List());
            using (desk.Hold())
            {
                client.SendUrgent(Requests[..urgent] + "!");
                client.Send(Requests[urgent..]);
            }

            Assert.Equal("OK 0", client.ReadLine());
            Assert.Equal("FAIL {port 1 is not held by this connection}", client.ReadLine());
            Assert.Equal("OK 0", client.ReadLine());
            Assert.Equal("OK 0", client.List());
            client.Close();
        }
    }

    [Fact]
    public void The_ledger_agrees_with_the_counts_of_the_kernel_about_them()
    {
        LoopClient client = _preserving.Connect();
        Assert.Equal("OK 30001", client.Ask("GIMME s u\n"));

        client.SendUrgent("!");
        client.Send("LIST\n");
        Assert.Equal("OK 1, 30001 s u", client.ReadListing());
        _preserving.Turn();

        LedgerPosition position = _preserving.Ask(() => client.Connection!.Stored!.Position);
        TcpByteCounts? kernel = _preserving.Ask(() => TcpByteCounts.Of(client.Connection!.Descriptor));
        Assert.Equal(new LedgerPosition(kernel!.Value.Read, kernel.Value.Written), position);
        Assert.Equal("GIMME s u\n!LIST\n".Length, kernel.Value.Read);
    }

    [Fact]
    public void A_port_is_free_when_its_client_leaves_behind_one()
    {
        foreach (string last in new[] { "!", "LI!" })
        {
            LoopClient client = _preserving.Connect();
            Assert.Equal("OK 3000", client.Ask("GIMME s u\n")[..7]);
            client.SendUrgent(last);
            client.Close();
            Patience.Until(() => _preserving.Rows.Length == 0);
        }
    }
}

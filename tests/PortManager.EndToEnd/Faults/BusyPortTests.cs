using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "a port that someone already uses", which today is handed out.</summary>
public sealed class BusyPortTests : IAsyncLifetime
{
    private const int Ports = 3;

    private Daemon _daemon = null!;

    public static MatrixTheoryData<string, bool, bool> Strangers => new(
        ["0.0.0.0", "127.0.0.1", "127.0.0.77", "::", "::1", "dual ::", "dual ::ffff:127.0.0.1"],
        [true, false],
        [true, false]);

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(Ports);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task It_is_not_handed_out_until_its_user_has_left(string address, bool listens, bool reuse)
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int[] all = TakeAll(client);
        Assert.Equal(Ports, all.Length);
        int busy = all[1];
        FreeAll(client, all);

        using (Stranger.On(address, busy, listens, reuse))
            Assert.Equal(all.Where(p => p != busy).Order(), TakeAll(client).Order());

        await Eventually.Holds("it is handed out again", () => TakeAll(client).Contains(busy));
    }

    [Fact]
    public void Nor_is_one_that_an_outgoing_connection_has()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int[] all = TakeAll(client);
        FreeAll(client, all);

        // Where it goes to does not matter: to the daemon itself is as good as anywhere.
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        stranger.Bind(new IPEndPoint(IPAddress.Loopback, all[0]));
        stranger.Connect(IPAddress.Loopback, _daemon.Port);
        // A reset leaves no TIME_WAIT behind, in which the port would stay for a minute.
        stranger.LingerState = new LingerOption(enable: true, seconds: 0);

        Assert.Equal(all[1..].Order(), TakeAll(client).Order());
    }

    [Fact]
    public async Task It_is_logged_once_and_again_when_it_is_free()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int[] all = TakeAll(client);
        FreeAll(client, all);
        using (Stranger.On("127.0.0.1", all[0], listens: true, reuse: true))
        {
            for (int round = 0; round < 5; round++)
                FreeAll(client, TakeAll(client));
        }

        await Eventually.Holds("it is handed out again", () => TakeAll(client).Contains(all[0]));

        await Eventually.Holds("its return is logged", () => LogLines($"port {all[0]} of the pool is free again") == 1);
        Assert.Equal(1, LogLines($"port {all[0]} of the pool is in use"));
    }

    private static int[] TakeAll(LineClient client)
    {
        var ports = new List<int>();
        while (client.Ask("GIMME s u") is var reply && reply != "FAIL {no free ports}")
            ports.Add(int.Parse(reply.AsSpan(3)));
        return [.. ports];
    }

    private static void FreeAll(LineClient client, int[] ports) =>
        Assert.All(ports, port => Assert.Equal($"OK {port}", client.Ask($"FREE {port}")));

    private int LogLines(string text) => File.ReadLines(_daemon.Log).Count(l => l.Contains(text, StringComparison.Ordinal));
}

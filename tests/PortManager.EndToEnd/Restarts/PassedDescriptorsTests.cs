using System.Net.Sockets;
using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>What systemd may pass besides what the daemon expects.</summary>
public sealed class PassedDescriptorsTests : IAsyncLifetime
{
    // A killed daemon may not have written that a port is kept no longer: the next one keeps it, and there have to be others.
    private const int Ports = 20;

    private FakeSystemd _systemd = null!;

    public async ValueTask InitializeAsync() => _systemd = await FakeSystemd.RunAsync(Ports);

    public ValueTask DisposeAsync() => _systemd.DisposeAsync();

    [Fact]
    public async Task Of_connections_with_one_name_the_first_is_served_and_the_others_are_closed()
    {
        using LineClient first = LineClient.Connect(_systemd.Port);
        using LineClient second = LineClient.Connect(_systemd.Port);
        first.Gimme("first");
        second.Gimme("second");
        int stored = await _systemd.StoredAsync();

        await _systemd.KillAsync();
        await _systemd.RepeatAsync();
        await _systemd.StartAsync();

        Assert.Equal(2, first.List().Length);
        Assert.Equal(2, second.List().Length);
        await _systemd.StoresAsync(stored);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_ledger_of_no_use_beside_the_real_one_is_passed_over(bool isFirst)
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        client.Gimme("s");

        await _systemd.KillAsync();
        await _systemd.SpoilAsync(isFirst);
        await _systemd.StartAsync();

        Assert.Single(client.List());
    }

    [Fact]
    public async Task Without_a_socket_to_listen_on_it_listens_itself_and_keeps_connections()
    {
        using LineClient holder = LineClient.Connect(_systemd.Port);
        int port = holder.Gimme("s");

        await _systemd.TerminateAsync();
        await _systemd.StopListeningAsync();
        await _systemd.StartAsync("--listen", $"127.0.0.1:{_systemd.Port}");

        Assert.Equal([$"{port} s u"], holder.List());
        using LineClient next = LineClient.Connect(_systemd.Port);
        Assert.Equal([$"{port} s u"], next.List());
    }

    [Fact]
    public async Task A_unix_socket_is_served_beside_the_tcp_socket()
    {
        string path = Path.Combine(Path.GetDirectoryName(_systemd.Log)!, "passed");
        await _systemd.KillAsync();
        await _systemd.ListenAsync(path);
        await _systemd.StartAsync();

        using LineClient tcp = LineClient.Connect(_systemd.Port);
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        unix.Connect(new UnixDomainSocketEndPoint(path));
        unix.Send("GIMME s u\n"u8);
        byte[] reply = new byte[64];
        Assert.StartsWith("OK ", Encoding.ASCII.GetString(reply, 0, unix.Receive(reply)), StringComparison.Ordinal);
        Assert.Single(tcp.List());
    }

    [Fact]
    public async Task Where_HTTP_has_a_port_of_its_own_all_connections_are_served_on_as_lines()
    {
        await using FakeSystemd systemd = await FakeSystemd.RunAsync(200, "--http", "127.0.0.1:0");
        LineClient[] clients = [.. Enumerable.Range(0, 200).Select(_ => LineClient.Connect(systemd.Port))];
        Array.ForEach(clients, c => c.Gimme("s"));

        await systemd.KillAsync();
        await systemd.StartAsync();

        Assert.All(clients, c => Assert.StartsWith("OK ", c.Ask("VERSION"), StringComparison.Ordinal));
        Array.ForEach(clients, c => c.Dispose());
    }

    [Fact]
    public async Task A_place_to_listen_that_is_given_besides_is_warned_of()
    {
        await _systemd.KillAsync();
        await _systemd.StartAsync("--listen", "127.0.0.1:1");

        await Eventually.Holds(
            "it warns", () => File.ReadAllText(_systemd.Log).Contains("--listen 127.0.0.1:1 is ignored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_gets_the_number_of_one_that_left_meanwhile_outlives_restarts_as_well()
    {
        using LineClient stays = LineClient.Connect(_systemd.Port);
        stays.Gimme("stays");
        LineClient[] leave = [.. Enumerable.Range(0, 5).Select(_ => LineClient.Connect(_systemd.Port))];
        Array.ForEach(leave, c => c.Gimme("a-longer-name"));

        await _systemd.KillAsync();
        Array.ForEach(leave, c => c.Reset());
        await _systemd.StoresAsync(2);
        await _systemd.StartAsync("--grace", "0");
        await Eventually.Holds("nothing is kept", () => stays.Status("ports-resting") == "0");
        await _systemd.KillAsync();
        await _systemd.StartAsync();
        LineClient[] come = [.. Enumerable.Range(0, 5).Select(_ => LineClient.Connect(_systemd.Port))];
        Array.ForEach(come, c => c.Gimme("s"));
        await _systemd.KillAsync();
        await _systemd.StartAsync();

        Assert.All(come, c => Assert.Equal(6, c.List().Length));
        Array.ForEach(come, c => c.Dispose());
    }
}

using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>What systemd has of the daemon, and what of that a child or a client sees.</summary>
public sealed class StoredDescriptorTests : IAsyncLifetime
{
    private FakeSystemd _systemd = null!;

    public async ValueTask InitializeAsync() => _systemd = await FakeSystemd.RunAsync();

    public ValueTask DisposeAsync() => _systemd.DisposeAsync();

    [Fact]
    public async Task Nothing_stays_in_the_store_when_clients_have_closed()
    {
        int empty = await _systemd.StoredAsync();
        LineClient[] clients = [.. Enumerable.Range(0, 10).Select(_ => LineClient.Connect(_systemd.Port))];
        int[] ports = [.. clients.Select(c => c.Gimme("s"))];
        await _systemd.StoresAsync(empty + 10);

        await _systemd.KillAsync();
        await _systemd.StartAsync();
        Assert.Equal(empty + 10, await _systemd.StoredAsync());
        Array.ForEach(clients, c => c.Dispose());

        await _systemd.StoresAsync(empty);
        using LineClient next = LineClient.Connect(_systemd.Port);
        await Eventually.Holds("their ports are free", () => next.List().Length == 0);
        Assert.Equal(1, empty);
    }

    [Fact]
    public async Task A_connection_that_the_daemon_closes_is_closed_although_systemd_has_a_copy()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        client.Gimme("s");
        await _systemd.KillAsync();
        await _systemd.StartAsync();

        client.Send("no request\n");

        Assert.Equal("FAIL {Invalid request no request: an unknown request}\n", client.ReadToEnd());
    }

    [Fact]
    public async Task The_watchdog_is_fed_before_and_after_a_restart()
    {
        for (int round = 0; round < 2; round++)
        {
            await Eventually.Holds("the watchdog is fed", async () => await _systemd.FedAsync() >= 3);
            await _systemd.KillAsync();
            await _systemd.StartAsync();
        }
    }

    [Fact]
    public async Task Every_descriptor_is_closed_in_a_child_of_the_daemon()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        client.Gimme("s");
        await _systemd.KillAsync();
        await _systemd.StartAsync();
        Assert.Equal(3, _systemd.Passed);
        Assert.Single(client.List());

        string[] inherited = [.. Directory.GetFiles($"/proc/{_systemd.ServiceId}/fdinfo").Where(f => !IsClosedOnExec(f)).Select(f => Path.GetFileName(f))];

        Assert.Equal(["0", "1", "2"], inherited.Order(StringComparer.Ordinal));
    }

    private static bool IsClosedOnExec(string descriptor)
    {
        const int CloseOnExec = 0x80000; // O_CLOEXEC
        string flags = File.ReadLines(descriptor).First(l => l.StartsWith("flags:", StringComparison.Ordinal)).Split('\t')[1];
        return (Convert.ToInt32(flags.Trim(), 8) & CloseOnExec) != 0;
    }
}

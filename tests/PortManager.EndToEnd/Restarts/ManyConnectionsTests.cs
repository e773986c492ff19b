using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>As many connections as the largest lab may have come back.</summary>
[Collection(HeavyCollection.Name)]
public sealed class ManyConnectionsTests(ITestOutputHelper output)
{
    private const int Connections = 5000;

    [Fact]
    public async Task Five_thousand_stored_connections_are_there_again()
    {
        await using FakeSystemd systemd = await FakeSystemd.RunAsync(Connections + 500);
        TimeSpan empty = systemd.StartTook;
        LineClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => LineClient.Connect(systemd.Port))];
        for (int i = 0; i < Connections; i++)
            clients[i].Gimme($"Service{i}");
        string[] before = clients[0].List();

        await systemd.KillAsync();
        await systemd.StartAsync();

        Assert.Equal(Connections + 2, systemd.Passed);
        Assert.Equal(before, clients[0].List());
        foreach (LineClient client in clients)
            Assert.StartsWith("OK ", client.Ask("VERSION"), StringComparison.Ordinal);
        output.WriteLine($"ready after {systemd.StartTook.TotalMilliseconds} ms, with nothing stored after {empty.TotalMilliseconds} ms");
        Parallel.ForEach(clients, c => c.Dispose());
        await systemd.StoresAsync(1);
    }
}

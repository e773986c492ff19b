using System.Collections.Concurrent;
using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>The daemon is stopped while clients take ports, and nobody keeps their connections.</summary>
[Collection(HeavyCollection.Name)]
public sealed class StoppedUnderLoadTests
{
    private const int Clients = 4;

    [Fact]
    public async Task No_port_that_a_client_was_told_is_handed_out_by_the_next_daemon()
    {
        for (int round = 0; round < 5; round++)
        {
            await using Daemon before = await Daemon.StartAsync(ports: 1000);
            var told = new ConcurrentBag<int>();
            var connections = new ConcurrentBag<LineClient>();
            Task[] takers = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(() => Take(before.Port, told, connections)))];
            await Eventually.Holds("ports are taken", () => told.Count > 40);
            await before.EndAsync("TERM");
            await Task.WhenAll(takers);

            await using Daemon after = await before.SuccessorAsync("--grace", "3600");
            using LineClient client = LineClient.Connect(after.Port);
            Assert.InRange(int.Parse(client.Status("ports-resting")), told.Count, told.Count + Clients);
            int[] free = [.. Enumerable.Range(0, int.Parse(client.Status("ports-free"))).Select(_ => client.Gimme("other"))];
            Assert.Empty(free.Intersect(told));
            foreach (LineClient connection in connections)
                connection.Dispose();
        }
    }

    private static void Take(int port, ConcurrentBag<int> told, ConcurrentBag<LineClient> connections)
    {
        LineClient client = LineClient.Connect(port);
        connections.Add(client);
        try
        {
            while (client.Ask("GIMME s u") is var reply && reply.StartsWith("OK ", StringComparison.Ordinal))
                told.Add(int.Parse(reply.AsSpan(3)));
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException or IOException)
        {
            // The daemon was stopped.
        }
    }
}

using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>The daemon is killed while its journal is written, again and again.</summary>
[Collection(HeavyCollection.Name)]
public sealed class KilledInChurnTests : IDisposable
{
    private const int Kills = 10;

    private readonly List<Service> _services = [];
    private int _requests;

    public void Dispose() => _services.ForEach(s => s.Dispose());

    [Fact]
    public async Task After_each_kill_the_listing_is_what_still_listens()
    {
        await using Daemon first = await Daemon.StartAsync(ports: 100);
        await ServeUntilKilledAsync(first, round: 0);
        for (int round = 1; round < Kills; round++)
        {
            await using Daemon daemon = await first.SuccessorAsync();
            using (LineClient client = LineClient.Connect(daemon.Port))
                Assert.Equal(Rows, client.List());
            await ServeUntilKilledAsync(daemon, round);
        }
    }

    private IEnumerable<string> Rows => _services.Select((s, i) => $"{s.Port} Service{i} u").OrderBy(row => row[6..], StringComparer.Ordinal);

    private async Task ServeUntilKilledAsync(Daemon daemon, int round)
    {
        _services.Add(Service.Start(daemon.Port, $"Service{_services.Count}"));
        Task[] churn = [.. Enumerable.Range(0, 3).Select(i => Task.Run(() => Churn(daemon.Port, i)))];
        int target = _requests + (50 * (round + 1));
        await Eventually.Holds("there is churn", () => Volatile.Read(ref _requests) >= target);
        _services.Add(Service.Start(daemon.Port, $"Service{_services.Count}"));
        if (round % 3 == 2)
        {
            // It ends together with the daemon, which may not have seen it.
            Service ended = _services[^1];
            _services.Remove(ended);
            ended.Dispose();
        }

        await daemon.KillAsync();
        await Task.WhenAll(churn);
    }

    private void Churn(int port, int seed)
    {
        try
        {
            while (true)
            {
                using LineClient client = LineClient.Connect(port);
                for (int i = 0; i < 5; i++)
                {
                    string reply = client.Ask($"GIMME churn{seed} u");
                    Interlocked.Increment(ref _requests);
                    if (i % 2 == 0 && reply.StartsWith("OK ", StringComparison.Ordinal))
                        client.Ask($"FREE {reply[3..]}");
                }
            }
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            // The daemon was killed.
        }
    }
}

using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>Many clients at once, and listings while everything changes.</summary>
[Collection(HeavyCollection.Name)]
public sealed class ChurnTests
{
    [Fact]
    public async Task Five_hundred_clients_at_once_all_get_a_port_of_their_own()
    {
        const int Clients = 500;
        await using Daemon daemon = await Daemon.StartAsync(ports: Clients + 100);
        LineClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => LineClient.Connect(daemon.Port))];
        Parallel.For(0, Clients, i => clients[i].Send($"GIMME Service{i} u\n"));

        string[] replies = [.. clients.Select(c => c.ReadLine())];

        Assert.All(replies, r => Assert.Matches("^OK [0-9]{5}$", r));
        Assert.Distinct(replies);
        Assert.Equal(
            replies.Select((r, i) => $"{r[3..]} Service{i} u").Order(StringComparer.Ordinal),
            clients[0].List().Order(StringComparer.Ordinal));
        Parallel.ForEach(clients, c => c.Dispose());
        using LineClient observer = LineClient.Connect(daemon.Port);
        await Eventually.Holds("every port is free", () => observer.List().Length == 0);
    }

    [Fact]
    public async Task Every_listing_during_churn_is_whole_and_has_no_port_twice()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 300);
        using var stop = new CancellationTokenSource();
        Task[] churn = [.. Enumerable.Range(0, 4).Select(seed => Task.Run(() => Churn(daemon.Port, seed, stop.Token)))];
        using LineClient observer = LineClient.Connect(daemon.Port);
        int most = 0;
        for (int i = 0; i < 3000; i++)
        {
            string[] rows = observer.List();
            Assert.All(rows, row => Assert.Matches(@"^[0-9]{5} (Service[0-9_]+ fox|Ser\\u0020vice(_[0-9]+)? two\\u0020words)$", row));
            Assert.Distinct(rows.Select(row => row[..5]));
            Assert.Distinct(rows.Select(row => row[6..]));
            most = Math.Max(most, rows.Length);
        }

        await stop.CancelAsync();
        await Task.WhenAll(churn);
        Assert.InRange(most, 2, 300);
        await Eventually.Holds("every port is free", () => observer.List().Length == 0);
    }

    private static void Churn(int daemonPort, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            LineClient[] clients = [.. Enumerable.Range(0, 10).Select(_ => LineClient.Connect(daemonPort))];
            foreach (LineClient client in clients)
            {
                client.Gimme($"Service{random.Next(5)}", "fox");
                client.Gimme("{Ser vice}", "{two words}");
            }

            foreach (LineClient client in clients)
            {
                if (random.Next(2) == 0)
                    client.Reset();
                else
                    client.Dispose();
            }
        }
    }
}

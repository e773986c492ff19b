using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Library;

/// <summary>
/// 200 tasks share 25 clients, cancel everything at random, and see the daemon killed. PORTMANAGER_STRESS says for how many seconds; a kill comes every
/// twelfth of a minute at the most, and two at the least.
/// </summary>
[Collection(HeavyCollection.Name)]
public sealed class StressTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Clients = 25;
    private const int Tasks = 200;
    private const int MaxPortsOfTask = 3;

    /// <summary>More than the tasks can hold: what they give back while the daemon is away is kept for them after each kill.</summary>
    private const int Ports = 2000;

    private readonly List<PortManagerClient> _clients = [];
    private readonly ConcurrentDictionary<int, string> _held = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _exceptions = new();
    private int _lost;
    private long _calls;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (PortManagerClient client in _clients)
            await client.DisposeAsync();
    }

    [Fact]
    public async Task No_port_is_lost_and_none_is_given_twice_whatever_is_cancelled_and_killed()
    {
        int seconds = int.Parse(Environment.GetEnvironmentVariable("PORTMANAGER_STRESS") ?? "10", CultureInfo.InvariantCulture);
        int kills = Math.Max(2, seconds / 12);
        await using Daemon first = await Daemon.StartAsync(Ports);
        for (int i = 0; i < Clients; i++)
            _clients.Add(await ConnectAsync(first.Port, i));

        int descriptors = Descriptors();
        long memory = GC.GetTotalMemory(forceFullCollection: true);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] tasks = [.. Enumerable.Range(0, Tasks).Select(i => Task.Run(() => WorkAsync(_clients[i % Clients], new Random(i), end.Token)))];
        Daemon? daemon = null;
        long start = Stopwatch.GetTimestamp();
        try
        {
            for (int i = 0; i < kills; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds((double)seconds / (kills + 1)), Token);
                await (daemon ?? first).KillAsync();
                Daemon successor = await first.SuccessorAsync();
                if (daemon is not null)
                    await daemon.DisposeAsync();
                daemon = successor;
            }

            await Task.Delay(TimeSpan.FromSeconds((double)seconds / (kills + 1)), Token);
            await end.CancelAsync();
            await Task.WhenAll(tasks);
            double took = Stopwatch.GetElapsedTime(start).TotalSeconds;

            Assert.Empty(_faults);
            using (LineClient observer = LineClient.Connect(daemon!.Port))
            {
                await Eventually.Holds("what is listed is what is held", () => observer.List().Select(PortOf).Order().SequenceEqual(_held.Keys.Order()));
            }

            output.WriteLine($"{_calls / took:f0} calls/s, {kills} kills, {_lost} lost, {_held.Count} held at the end");
            output.WriteLine($"descriptors {descriptors} -> {Descriptors()}, memory {memory >> 10} -> {GC.GetTotalMemory(forceFullCollection: true) >> 10} KiB");
            output.WriteLine(string.Join(", ", _exceptions.OrderByDescending(e => e.Value).Select(e => $"{e.Key} {e.Value}")));
            // Each client has a connection that holds, and one for listings. Nothing else stays open.
            Assert.InRange(Descriptors(), 0, descriptors + (2 * Clients) + 20);
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 32 << 20);
        }
        finally
        {
            await end.CancelAsync();
            if (daemon is not null)
                await daemon.DisposeAsync();
        }
    }

    private async Task<PortManagerClient> ConnectAsync(int port, int number)
    {
        PortManagerClient client =
            await PortManagerClient.ConnectAsync("127.0.0.1", port, new PortManagerClientOptions { User = $"user{number}" }, Token);
        client.StateChanged += (_, now) =>
        {
            if (now.Change != PortManagerStateChange.PortLost)
                return;
            Interlocked.Increment(ref _lost);
            _faults.Enqueue($"port {now.Allocation!.Port} was lost: {now.Reason}");
        };
        return client;
    }

    private async Task WorkAsync(PortManagerClient client, Random random, CancellationToken end)
    {
        var mine = new List<int>();
        while (!end.IsCancellationRequested)
        {
            using var cancelling = new CancellationTokenSource();
            if (random.Next(3) == 0)
                cancelling.CancelAfter(TimeSpan.FromMicroseconds(random.Next(20_000)));
            Interlocked.Increment(ref _calls);
            try
            {
                await StepAsync(client, random, mine, cancelling.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or TimeoutException or SocketException or PortManagerException)
            {
                _exceptions.AddOrUpdate(e is PortRefusedException refused ? $"refused ({refused.Reason}: {refused.Message.Split(' ')[^1]})" : e.GetType().Name, 1, (_, count) => count + 1);
            }
            catch (Exception e)
            {
                _faults.Enqueue($"not documented: {e}");
            }
        }
    }

    private async Task StepAsync(PortManagerClient client, Random random, List<int> mine, CancellationToken cancelled)
    {
        switch (random.Next(6))
        {
            case 0 or 1 when mine.Count < MaxPortsOfTask:
                int port = await client.GetPortAsync("s", cancelled);
                if (!_held.TryAdd(port, "held"))
                    _faults.Enqueue($"port {port} was given twice");
                mine.Add(port);
                break;
            case 2 or 3 when mine.Count > 0:
                int released = mine[^1];
                mine.RemoveAt(mine.Count - 1);
                _held.TryRemove(released, out _);
                await CancelledMeanwhileAsync(token => client.ReleaseAsync(released, token), random);
                await client.ClaimPortAsync(released, "again", cancelled);
                if (!_held.TryAdd(released, "claimed"))
                    _faults.Enqueue($"port {released} was given twice");
                mine.Add(released);
                break;
            case 4 when mine.Count > 0:
                int last = mine[^1];
                mine.RemoveAt(mine.Count - 1);
                _held.TryRemove(last, out _);
                await CancelledMeanwhileAsync(token => client.ReleaseAsync(last, token), random);
                break;
            case 4:
                await client.FindAsync(beginsWith: "s", user: "user1", cancellationToken: cancelled);
                break;
            default:
                await using (PortLease lease = await client.AcquireAsync("lease", cancellationToken: cancelled))
                {
                    if (!_held.TryAdd(lease.Port, "lease"))
                        _faults.Enqueue($"port {lease.Port} was given twice");
                    _held.TryRemove(lease.Port, out string? _);
                }

                break;
        }
    }

    /// <summary>Cancels a call once it has begun: one that is cancelled before changes nothing, and its caller could not tell.</summary>
    private static async Task CancelledMeanwhileAsync(Func<CancellationToken, Task> call, Random random)
    {
        using var cancelling = new CancellationTokenSource();
        Task calling = call(cancelling.Token);
        if (random.Next(3) == 0)
            cancelling.CancelAfter(TimeSpan.FromMicroseconds(random.Next(20_000)));
        await calling;
    }

    private static int PortOf(string row) => int.Parse(row.Split(' ')[0], CultureInfo.InvariantCulture);

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}

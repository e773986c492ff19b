using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>
/// Clients that hold a port each and ask one thing after the other, and check what they are told: nothing may show that the
/// daemon is restarted under them.
/// </summary>
internal sealed class Load : IDisposable
{
    private const int Threads = 8;

    private readonly Holder[] _holders;
    private readonly HashSet<int> _held = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _running;
    private int _replies;

    public Load(int daemonPort, int holders)
    {
        _holders = [.. Enumerable.Range(0, holders).Select(i => new Holder(daemonPort, $"Service{i}"))];
        foreach (Holder holder in _holders)
            Assert.True(_held.Add(holder.Port));
        _running = [.. Enumerable.Range(0, Threads).Select(seed => Task.Run(() => AskAll(seed)))];
    }

    /// <summary>Replies until now.</summary>
    public int Replies => Volatile.Read(ref _replies);

    public IEnumerable<string> Rows => _holders.Select(h => $"{h.Port} {h.Service} u");

    public LineClient AnyClient => _holders[0].Client;

    /// <summary>Waits until so many more requests have been answered; fails at once if a client failed.</summary>
    public async Task AnswersAsync(int more)
    {
        int target = Replies + more;
        await Eventually.Holds("requests are answered", () => Replies >= target || _running.Any(t => t.IsCompleted));
        if (_running.FirstOrDefault(t => t.IsCompleted) is { } failed)
            await failed;
    }

    /// <summary>Ends it, and throws what a client met.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        foreach (Holder holder in _holders)
            holder.Client.Dispose();
    }

    private void AskAll(int seed)
    {
        var random = new Random(seed);
        while (!_stop.IsCancellationRequested)
        {
            for (int i = seed; i < _holders.Length; i += Threads)
                Ask(_holders[i], random.Next(3));
        }
    }

    private void Ask(Holder holder, int what)
    {
        if (what == 0)
            TakeAndFree(holder);
        else
            List(holder, what == 1 ? "LIST" : "FIND -user u");
    }

    private void List(Holder holder, string request)
    {
        string header = Reply(holder.Client, request);
        string[] rows = [.. Enumerable.Range(0, int.Parse(header.AsSpan(3))).Select(_ => holder.Client.ReadLine())];
        Assert.Contains($"{holder.Port} {holder.Service} u", rows);
        Assert.Distinct(rows.Select(row => row[..5]));
    }

    private void TakeAndFree(Holder holder)
    {
        LineClient client = holder.Client;
        string reply = Reply(client, "GIMME extra u");
        int port = int.Parse(reply.AsSpan(3));
        lock (_held)
            Assert.True(_held.Add(port), $"port {port} was handed out twice");
        List(holder, "LIST");
        lock (_held)
            _held.Remove(port);
        Assert.Equal($"OK {port}", Reply(client, $"FREE {port}"));
    }

    private string Reply(LineClient client, string request)
    {
        string reply = client.Ask(request);
        Interlocked.Increment(ref _replies);
        Assert.True(reply.StartsWith("OK ", StringComparison.Ordinal), $"{request}: {reply}");
        return reply;
    }

    private sealed class Holder
    {
        public Holder(int daemonPort, string service)
        {
            Service = service;
            Client = LineClient.Connect(daemonPort);
            Port = Client.Gimme(service);
        }

        public LineClient Client { get; }

        public string Service { get; }

        public int Port { get; }
    }
}

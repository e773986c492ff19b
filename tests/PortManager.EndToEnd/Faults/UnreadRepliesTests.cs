using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>Clients that send requests and read no reply.</summary>
[Collection(HeavyCollection.Name)]
public sealed class UnreadRepliesTests(ITestOutputHelper output)
{
    private const int Readers = 300;
    private const int Services = 900;
    private const int MostKilobytes = 100 * 1024;

    // With this name, what each watcher has to be told is 4 MB.
    private static readonly string s_longName = new('n', 200);

    [Fact]
    public async Task They_stop_nobody_and_cost_a_bounded_amount_of_memory()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: Services + 50);
        using LineClient holder = LineClient.Connect(daemon.Port);
        for (int i = 0; i < Services; i++)
            holder.Gimme($"Service{i}");
        int rows = holder.List().Length;
        long before = ProcessFigures.Resident(daemon.Id);
        var readers = new List<LineClient>();
        try
        {
            // The replies to all of these would be some 3 GB.
            string requests = string.Concat(Enumerable.Repeat("LIST\n", 500));
            for (int i = 0; i < Readers; i++)
            {
                readers.Add(LineClient.Connect(daemon.Port, receiveBuffer: 4096));
                readers[^1].Send(requests);
                Assert.Equal(rows, holder.List().Length);
            }

            long grown = ProcessFigures.Resident(daemon.Id) - before;
            output.WriteLine($"{before} kB, and {grown} kB more with {Readers} clients that do not read");
            Assert.InRange(grown, long.MinValue, MostKilobytes);
            Assert.All(readers[^1].List(), row => Assert.Matches("^[0-9]{5} Service[0-9]+ u$", row));
        }
        finally
        {
            readers.ForEach(r => r.Reset());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Their_ports_are_free_when_they_leave_with_replies_unread(bool reset)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient observer = LineClient.Connect(daemon.Port);
        LineClient holder = LineClient.Connect(daemon.Port, receiveBuffer: 4096);
        holder.Gimme(s_longName);
        holder.Send(string.Concat(Enumerable.Repeat("LIST\n", 50_000)));
        Assert.Single(observer.List());

        if (reset)
            holder.Reset();
        else
            holder.Dispose();

        await Eventually.Holds("the port is free", () => observer.List().Length == 0);
    }

    [Fact]
    public async Task Watchers_that_do_not_read_cost_no_memory_and_get_a_fresh_listing_when_they_do()
    {
        const int Rounds = 10_000;
        await using Daemon daemon = await Daemon.StartAsync(ports: 50);
        using LineClient changer = LineClient.Connect(daemon.Port);
        int kept = changer.Gimme("kept");
        LineClient[] watchers = [.. Enumerable.Range(0, 100).Select(_ => LineClient.Connect(daemon.Port, receiveBuffer: 4096))];
        foreach (LineClient watcher in watchers)
            watcher.Send("WATCH\n");
        Churn(changer, 1000);
        long before = ProcessFigures.Resident(daemon.Id);

        Churn(changer, Rounds);

        long grown = ProcessFigures.Resident(daemon.Id) - before;
        output.WriteLine($"{before} kB, and {grown} kB more after {2 * Rounds} changes that {watchers.Length} watchers did not read");
        Assert.InRange(grown, long.MinValue, MostKilobytes);
        // All that came before is told or replaced: what is left in the end is what is there.
        int last = changer.Gimme("last");
        HashSet<string> known = [];
        while (!known.Contains($"{last} last u"))
            Follow(watchers[0], known);
        Assert.Equal([$"{kept} kept u", $"{last} last u"], known.Order(StringComparer.Ordinal).OrderBy(row => row[6..], StringComparer.Ordinal));
        foreach (LineClient watcher in watchers)
            watcher.Reset();
    }

    private static void Churn(LineClient client, int times)
    {
        for (int i = 0; i < times; i++)
            client.Ask($"FREE {client.Gimme(s_longName)}");
    }

    private static void Follow(LineClient watcher, HashSet<string> known)
    {
        string line = watcher.ReadLine();
        if (line.StartsWith("OK ", StringComparison.Ordinal))
        {
            known.Clear();
            for (int rows = int.Parse(line.AsSpan(3)); rows > 0; rows--)
                known.Add(watcher.ReadLine());
        }
        else if (line[0] == '+')
        {
            Assert.True(known.Add(line[2..]), line);
        }
        else
        {
            Assert.True(known.Remove(line[2..]), line);
        }
    }
}

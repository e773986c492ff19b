using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Peers that ask over HTTP and read no answer.</summary>
[Collection(HeavyCollection.Name)]
public sealed class UnreadTests(ITestOutputHelper output)
{
    private const int Followers = 10_000;
    private const int MostKilobytes = 512 * 1024;

    [Fact]
    public async Task Ten_thousand_followers_that_do_not_read_cost_a_bounded_amount_and_hold_up_nobody()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 50);
        using LineClient changer = LineClient.Connect(daemon.Port);
        int kept = changer.Gimme("kept");
        long before = ProcessFigures.Resident(daemon.Id);
        var followers = new List<LineClient>(Followers);
        try
        {
            for (int i = 0; i < Followers; i++)
            {
                followers.Add(LineClient.Connect(daemon.Port, receiveBuffer: 4096));
                followers[^1].Send(HttpPeer.Get("/api/v1/events"));
            }

            // What each of them has to be told is some 2 MB.
            string service = new('n', 200);
            for (int i = 0; i < 3000; i++)
                changer.Ask($"FREE {changer.Gimme(service)}");

            long grown = ProcessFigures.Resident(daemon.Id) - before;
            output.WriteLine($"{before} kB, and {grown} kB more with {Followers} followers that do not read");
            Assert.InRange(grown, long.MinValue, MostKilobytes);
            using LineClient newcomer = LineClient.Connect(daemon.Port);
            Assert.Equal([$"{kept} kept u"], newcomer.List());
            Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/healthz")).Status);
        }
        finally
        {
            followers.ForEach(f => f.Reset());
        }

        await Eventually.Holds("they are gone", () => changer.Listing("STATUS").Contains("connections-http 0"));
    }

    [Fact]
    public async Task A_listing_that_is_not_read_is_not_kept_in_memory_for_each_who_asked()
    {
        const int Services = 2000;
        const int Readers = 500;
        await using Daemon daemon = await Daemon.StartAsync(ports: Services + 50);
        using LineClient holder = LineClient.Connect(daemon.Port);
        for (int i = 0; i < Services; i++)
            holder.Gimme($"{new string('s', 200)}{i}");
        HttpPeer.Json(daemon.Port, "/api/v1/ports");
        long before = ProcessFigures.Resident(daemon.Id);
        var readers = new List<LineClient>();
        try
        {
            // The bodies of all of these would be some 350 MB.
            for (int i = 0; i < Readers; i++)
            {
                readers.Add(LineClient.Connect(daemon.Port, receiveBuffer: 4096));
                readers[^1].Send(HttpPeer.Get("/api/v1/ports"));
            }

            Assert.Equal(Services, holder.List().Length);
            Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/healthz")).Status);
            Assert.InRange(ProcessFigures.Resident(daemon.Id) - before, long.MinValue, 150 * 1024);
        }
        finally
        {
            readers.ForEach(r => r.Reset());
        }
    }
}

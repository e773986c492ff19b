using PortManager.EndToEnd.Faults;

namespace PortManager.EndToEnd.Restarts;

/// <summary>The daemon is killed or stopped again and again while clients ask, and none of them notices more than a pause.</summary>
[Collection(HeavyCollection.Name)]
public sealed class KilledUnderLoadTests(ITestOutputHelper output)
{
    private const int Ends = 20;

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task Two_hundred_holders_keep_their_ports_and_connections_and_every_request_is_answered_or_cleanly_refused(string signal)
    {
        const int Holders = 200;
        await using FakeSystemd systemd = await FakeSystemd.RunAsync(ports: Holders + 50);
        using var load = new Load(systemd.Port, Holders);
        var random = new Random(1);
        for (int i = 0; i < Ends; i++)
        {
            await load.AnswersAsync(random.Next(1, 1000));
            await (signal == "KILL" ? systemd.KillAsync() : systemd.TerminateAsync());
            await systemd.StartAsync();
        }

        await load.AnswersAsync(2 * Holders);
        await load.StopAsync();

        Assert.Equal(load.Rows.Order(StringComparer.Ordinal), load.AnyClient.List().Order(StringComparer.Ordinal));
        output.WriteLine($"{load.Replies} replies, {Ends} times {signal}");
    }
}

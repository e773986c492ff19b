using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>A moment without descriptors, in which no port can be looked at.</summary>
public sealed class OutOfDescriptorsTests
{
    [Fact]
    public async Task No_port_is_given_and_none_is_taken_for_busy()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("s");

        await ProcessFigures.LimitDescriptorsAsync(daemon.Id, 4);
        Assert.Equal(
            "FAIL {the system cannot tell which ports are free: it is out of descriptors or memory}", client.Ask("GIMME s u"));
        await ProcessFigures.LimitDescriptorsAsync(daemon.Id, 1024);

        // Not always the second: the test before may have left closed connections of a port, which then comes last.
        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
        Assert.Equal("{}", client.Status("ports-busy"));
        Assert.Equal($"{daemon.Ports.High - daemon.Ports.Low + 1 - 2}", client.Status("ports-free"));
        Assert.DoesNotContain("in use", await File.ReadAllTextAsync(daemon.Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}

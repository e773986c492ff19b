using PortManager;
using PortManager.Client;
using PortManager.Testing;

namespace MyTests;

public sealed class MyServiceTests
{
    [Fact]
    public async Task It_keeps_its_port_when_the_daemon_is_restarted()
    {
        await using var portManager = TestPortManager.Start();
        await using PortManagerClient ports = await portManager.ConnectAsync("fox");
        await using PortListener service = await ports.ListenAsync("RingMaster");
        Assert.Equal(service.Port, Assert.Single(portManager.Allocations).Port);

        portManager.Restart();
        await ports.WaitForAsync("RingMaster", timeout: TimeSpan.FromSeconds(30));
        Assert.False(service.Lease.Lost.IsCancellationRequested);

        // And if it gets no port?
        portManager.Refusal = "no free ports";
        PortRefusedException refused = await Assert.ThrowsAsync<PortRefusedException>(() => ports.GetPortAsync("RingMaster"));
        Assert.Equal(PortRefusalReason.NoFreePorts, refused.Reason);
    }
}

using PortManager.Server.Allocations;

namespace PortManager.Server.Hosting;

/// <summary>Looks now and then whether ports of the pool that strangers used are free again.</summary>
internal static class BusyPortRetry
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    public static ITimer Start(SharedRegistry registry, TimeProvider time) =>
        time.CreateTimer(_ => registry.RetryBusyPorts(), null, s_interval, s_interval);
}

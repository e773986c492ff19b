using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PortManager.Client;

namespace PortManager.Extensions.Hosting;

/// <summary>The services that the program advertises.</summary>
internal sealed class AdvertisedServices(
    IPortManagerClient client, IOptions<PortManagerOptions> options, TimeProvider time, ILogger<AdvertisedServices> log)
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<AdvertisedService> _all = new();

    /// <summary>The services that have not been withdrawn.</summary>
    public IEnumerable<AdvertisedService> All => _all.Where(service => !service.IsWithdrawn);

    /// <summary>Listens, and advertises a service. If the port manager is away, it waits for it.</summary>
    public async Task<AdvertisedService> StartAsync(string name, int backlog, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        bool isSaid = false;
        while (true)
        {
            try
            {
                PortListener listener =
                    await client.ListenAsync(name, backlog: backlog, cancellationToken: cancellationToken).ConfigureAwait(false);
                var service = new AdvertisedService(client, name, listener, log);
                _all.Enqueue(service);
                return service;
            }
            catch (Exception e) when (MayPass(e) && time.GetElapsedTime(start) < options.Value.StartTimeout)
            {
                if (!isSaid)
                    log.Waiting(name, e.Message);
                isSaid = true;
                await Task.Delay(s_retryInterval, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool MayPass(Exception e) => e is SocketException or TimeoutException or PortManagerUnavailableException
        or PortRefusedException { Reason: PortRefusalReason.NoFreePorts or PortRefusalReason.Busy }
        || (e is PortManagerClosedException && e.InnerException is null);
}

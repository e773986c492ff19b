using System.Net;
using Microsoft.AspNetCore.Connections;

namespace PortManager.Extensions.Hosting;

/// <summary>A listener whose service is withdrawn before it closes.</summary>
internal sealed class AdvertisedListener(IConnectionListener listener, AdvertisedService service) : IConnectionListener
{
    public EndPoint EndPoint => listener.EndPoint;

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => listener.AcceptAsync(cancellationToken);

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await service.WithdrawAsync().ConfigureAwait(false);
        await listener.UnbindAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await service.WithdrawAsync().ConfigureAwait(false);
        await listener.DisposeAsync().ConfigureAwait(false);
    }
}

using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <content>Ports as objects that release themselves.</content>
public sealed partial class PortManagerClient
{
    // Each attempt costs a program that is faster by chance, between the port manager's look at the port and this program's.
    private const int MaxListenAttempts = 16;

    /// <summary>
    /// Gets a port and advertises a service under it, as <see cref="GetPortAsync"/> does, or as <see cref="ClaimPortAsync"/> does. The
    /// port is released when the lease is disposed. The caller has to listen on it: <see cref="ListenAsync"/> does.
    /// </summary>
    /// <param name="service">The name of the service, as for <see cref="GetPortAsync"/>.</param>
    /// <param name="port">The port that it has to be, 1 to 65535; null for any.</param>
    /// <param name="cancellationToken">Cancels the call. If the port is granted nevertheless, it is released at once.</param>
    /// <exception cref="ArgumentException">The name is not valid, or the port is out of range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The name of the user who runs the process is not valid: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">The port manager refused; the message is its own text. Nothing has changed.</exception>
    /// <exception cref="PortManagerNotSupportedException">A port was given, and the port manager is too old for that.</exception>
    public async Task<PortLease> AcquireAsync(string service, int? port = null, CancellationToken cancellationToken = default)
    {
        if (port is not null)
            Check.Port(port.Value);
        CheckAdvertised(service);
        HeldPort held = await CallAsync(
            token => port is null ? _holder.GetAsync(service, isUnique: false, token) : _holder.ClaimAsync(port.Value, service, token),
            cancellationToken).ConfigureAwait(false);
        return await LeaseAsync(held, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Gets a port, listens on it, and advertises a service under it. If another program was faster to listen on the port, it asks for another one.
    /// </summary>
    /// <param name="service">The name of the service, as for <see cref="GetPortAsync"/>.</param>
    /// <param name="address">The address to listen on; null for all of this host, IPv6 and IPv4.</param>
    /// <param name="backlog">How many connections may wait to be accepted, at least 1. The system may have a lower limit.</param>
    /// <param name="cancellationToken">Cancels the call. If the port is granted nevertheless, it is released at once.</param>
    /// <exception cref="ArgumentException">The name is not valid, or the backlog is less than 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// The name of the user who runs the process is not valid: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">The port manager refused; the message is its own text. Nothing has changed.</exception>
    /// <exception cref="SocketException">
    /// The address is not one of this host, or each of 16 ports was taken by another program. No port is kept.
    /// </exception>
    public async Task<PortListener> ListenAsync(
        string service, IPAddress? address = null, int backlog = 512, CancellationToken cancellationToken = default)
    {
        CheckAdvertised(service);
        ArgumentOutOfRangeException.ThrowIfLessThan(backlog, 1);
        for (int attempt = 1; ; attempt++)
        {
            HeldPort held = await CallAsync(
                token => _holder.GetAsync(service, isUnique: false, token), cancellationToken).ConfigureAwait(false);
            Socket socket;
            try
            {
                socket = ListeningSocket.Open(address, held.Port, backlog);
            }
            catch (SocketException e)
            {
                await ReleaseQuietlyAsync(held).ConfigureAwait(false);
                if (e.SocketErrorCode != SocketError.AddressAlreadyInUse || attempt == MaxListenAttempts)
                    throw;
                continue;
            }

            try
            {
                return new PortListener(await LeaseAsync(held, cancellationToken).ConfigureAwait(false), socket);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    private async Task<PortLease> LeaseAsync(HeldPort held, CancellationToken cancellationToken)
    {
        try
        {
            return new PortLease(
                held.Port,
                await AdvertisedNameAsync(held, cancellationToken).ConfigureAwait(false),
                async () => await ReleaseQuietlyAsync(held).ConfigureAwait(false),
                held.Lost);
        }
        catch
        {
            await ReleaseQuietlyAsync(held).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks for the name under which a service is advertised. The reply to GIMME does not tell it.</summary>
    private async Task<string> AdvertisedNameAsync(HeldPort held, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<PortAllocation> instances =
                await FindAsync(beginsWith: held.Service, cancellationToken: cancellationToken).ConfigureAwait(false);
            return instances.FirstOrDefault(instance => instance.Port == held.Port)?.Service ?? held.Service;
        }
        catch (Exception e) when (e is SocketException or TimeoutException or PortManagerException && State != PortManagerClientState.Closed)
        {
            // The port is had. That the port manager is away just now is no reason to give it up.
            return held.Service;
        }
    }

    private async Task ReleaseQuietlyAsync(HeldPort held)
    {
        try
        {
            await CallAsync(token => _holder.ReleaseAsync(held, token), CancellationToken.None, nameof(ReleaseAsync)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or TimeoutException or PortManagerException)
        {
            // It is off the list of those to claim, and released with the connection at the latest.
        }
    }
}

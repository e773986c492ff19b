using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using PortManager.Client;

namespace PortManager.Extensions.Hosting;

/// <summary>A service that is advertised until it is withdrawn. If its port is lost, it is claimed again: the program listens on it still.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to dispose of, and Kestrel closes the socket.")]
internal sealed class AdvertisedService
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    // So long a port manager that hangs may hold up the end of the program.
    private static readonly TimeSpan s_withdrawTimeout = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _withdrawn = new();
    private readonly IPortManagerClient _client;
    private readonly ILogger _log;
    private readonly int _port;
    private PortLease? _lease;
    private Task _claiming = Task.CompletedTask;

    public AdvertisedService(IPortManagerClient client, string name, PortListener listener, ILogger log)
    {
        _client = client;
        _log = log;
        Name = name;
        Socket = listener.Socket;
        _port = listener.Port;
        Hold(listener.Lease);
    }

    /// <summary>The name that was requested.</summary>
    public string Name { get; }

    /// <summary>The socket that listens.</summary>
    public Socket Socket { get; }

    public bool IsWithdrawn => _withdrawn.IsCancellationRequested;

    /// <summary>Whether it is advertised, or will be as soon as the port manager is back.</summary>
    public bool IsAdvertised
    {
        get
        {
            lock (_lock)
                return _lease is { Lost.IsCancellationRequested: false };
        }
    }

    /// <summary>Releases the port, so that no client finds the service. It does not throw, and may be called again.</summary>
    public async Task WithdrawAsync()
    {
        PortLease? lease;
        Task claiming;
        lock (_lock)
        {
            _withdrawn.Cancel();
            lease = _lease;
            _lease = null;
            claiming = _claiming;
        }

        try
        {
            await ReleaseAsync(lease, claiming).WaitAsync(s_withdrawTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The end of the process releases the port.
        }
    }

    private async Task ReleaseAsync(PortLease? lease, Task claiming)
    {
        // What a port manager that is there grants just now is released as well. One that is away grants nothing.
        if (_client.State == PortManagerClientState.Connected)
            await claiming.ConfigureAwait(false);
        if (lease is null)
            return;
        await lease.DisposeAsync().ConfigureAwait(false);
        _log.Withdrawn(lease.Service, _port);
    }

    private bool TryHold(PortLease lease)
    {
        lock (_lock)
        {
            if (IsWithdrawn)
                return false;
            Hold(lease);
            return true;
        }
    }

    private void Hold(PortLease lease)
    {
        _lease = lease;
        _log.Advertised(lease.Service, _port);
        lease.Lost.UnsafeRegister(static self => ((AdvertisedService)self!).BeginClaim(), this);
    }

    private void BeginClaim()
    {
        lock (_lock)
        {
            if (!IsWithdrawn)
                _claiming = ClaimAsync();
        }
    }

    /// <summary>Claims the port until it is granted.</summary>
    private async Task ClaimAsync()
    {
        TimeSpan wait = s_firstWait;
        try
        {
            _log.Lost(Name, _port);
            while (true)
            {
                try
                {
                    // Not cancelled: a port that is granted after that would be listed for a moment longer than the service is there.
                    PortLease lease = await _client.AcquireAsync(Name, _port, CancellationToken.None).ConfigureAwait(false);
                    if (!TryHold(lease))
                        await lease.DisposeAsync().ConfigureAwait(false);
                    return;
                }
                catch (Exception e) when (e is SocketException or TimeoutException or PortManagerUnavailableException or PortRefusedException or PortManagerProtocolException
                    || (e is PortManagerClosedException && _client.State != PortManagerClientState.Closed))
                {
                    await Task.Delay(wait, _withdrawn.Token).ConfigureAwait(false);
                    wait = wait * 2 < s_longestWait ? wait * 2 : s_longestWait;
                }
            }
        }
        catch (Exception) when (IsWithdrawn)
        {
            // Nobody waits for the port any more.
        }
        catch (PortManagerException e)
        {
            _log.GaveUp(Name, _port, e.Message);
        }
    }
}

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
        lock (_lock)
        {
            _withdrawn.Cancel();
            lease = _lease;
            _lease = null;
        }

        if (lease is null)
            return;
        try
        {
            await lease.DisposeAsync().AsTask().WaitAsync(s_withdrawTimeout).ConfigureAwait(false);
            _log.Withdrawn(lease.Service, _port);
        }
        catch (TimeoutException)
        {
            // The end of the process releases the port.
        }
    }

    private void Hold(PortLease lease)
    {
        lock (_lock)
        {
            if (!IsWithdrawn)
                _lease = lease;
        }

        if (IsWithdrawn)
        {
            lease.Dispose();
            return;
        }

        _log.Advertised(lease.Service, _port);
        lease.Lost.UnsafeRegister(static self => _ = ((AdvertisedService)self!).ClaimAsync(), this);
    }

    /// <summary>Claims the port until it is granted.</summary>
    private async Task ClaimAsync()
    {
        TimeSpan wait = s_firstWait;
        try
        {
            if (IsWithdrawn)
                return;
            _log.Lost(Name, _port);
            while (true)
            {
                try
                {
                    Hold(await _client.AcquireAsync(Name, _port, _withdrawn.Token).ConfigureAwait(false));
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
        catch (OperationCanceledException)
        {
            // It was withdrawn.
        }
        catch (PortManagerException e)
        {
            _log.GaveUp(Name, _port, e.Message);
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>
/// What a <see cref="PortManagerClient"/> does, for programs whose tests put something else in its place. Later versions may add members.
/// </summary>
public interface IPortManagerClient : IAsyncDisposable, IDisposable
{
    /// <inheritdoc cref="PortManagerClient.StateChanged"/>
    event EventHandler<PortManagerStateChangedEventArgs>? StateChanged;

    /// <inheritdoc cref="PortManagerClient.State"/>
    PortManagerClientState State { get; }

    /// <inheritdoc cref="PortManagerClient.Host"/>
    string Host { get; }

    /// <inheritdoc cref="PortManagerClient.Port"/>
    int Port { get; }

    /// <inheritdoc cref="PortManagerClient.AcquireAsync"/>
    Task<PortLease> AcquireAsync(string service, int? port = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.ListenAsync"/>
    Task<PortListener> ListenAsync(
        string service, IPAddress? address = null, int backlog = 512, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.GetPortAsync"/>
    Task<int> GetPortAsync(string service, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.GetUniquePortAsync"/>
    Task<int> GetUniquePortAsync(string service, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.ClaimPortAsync"/>
    Task ClaimPortAsync(int port, string service, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.ReleaseAsync"/>
    Task ReleaseAsync(int port, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.ListPortsAsync"/>
    Task<IReadOnlyList<PortAllocation>> ListPortsAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.FindAsync"/>
    Task<IReadOnlyList<PortAllocation>> FindAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.ListDetailsAsync"/>
    Task<IReadOnlyList<PortDetails>> ListDetailsAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.WaitForAsync"/>
    Task<PortAllocation> WaitForAsync(
        string service, string? user = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.ConnectToAsync"/>
    Task<Socket> ConnectToAsync(
        string service, string? user = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.WatchAsync"/>
    IAsyncEnumerable<PortChange> WatchAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.WatchEventsAsync"/>
    IAsyncEnumerable<PortWatchEvent> WatchEventsAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.GetStatusAsync"/>
    Task<IReadOnlyList<KeyValuePair<string, string>>> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PortManagerClient.GetServerVersionAsync"/>
    Task<string?> GetServerVersionAsync(CancellationToken cancellationToken = default);
}

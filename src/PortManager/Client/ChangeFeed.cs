using System.Net.Sockets;
using System.Runtime.CompilerServices;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// The changes of a port manager's listing. It uses WATCH if the port manager knows that, else it polls listings. If the
/// connection drops, it says so, starts again and yields the differences.
/// </summary>
internal sealed class ChangeFeed(
    string host,
    PortFilter filter,
    ConnectionSource source,
    ServerCapabilities capabilities,
    Lister lister,
    PortManagerClientOptions options,
    Lifetime lifetime) : IDisposable
{
    private readonly WatchedPorts _watched = new(filter);
    private readonly Backoff _reconnect = new(options.ReconnectDelay, options.MaxReconnectDelay, options.TimeProvider);
    private readonly Backoff _poll = new(options.PollInterval, options.MaxPollInterval, options.TimeProvider);
    private WatchConnection? _watch;
    private bool _hasBegun;
    private PortWatchEventKind? _said;
    private long _attempted = options.TimeProvider.GetTimestamp();

    /// <summary>Whether it also waits for a port manager that is away at the beginning.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Why nothing is known of the port manager at present. Null if it answers.</summary>
    public Exception? Trouble { get; private set; }

    /// <summary>Yields the changes one by one. The stream has no end.</summary>
    public async IAsyncEnumerable<PortChange> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (PortWatchEvent next in ReadEventsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (next.Allocation is { } allocation)
                yield return new PortChange(next.Kind == PortWatchEventKind.Added ? PortChangeKind.Added : PortChangeKind.Removed, allocation);
        }
    }

    /// <summary>Yields the changes one by one, and in between whether they are all that there is. The stream has no end.</summary>
    public async IAsyncEnumerable<PortWatchEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (PortWatchEvent next in await NextAsync(cancellationToken).ConfigureAwait(false))
                yield return next;
        }
    }

    public void Dispose() => _watch?.Dispose();

    /// <summary>
    /// Waits for the next changes. Before the first ones, a dropped connection is an error, unless the feed is patient; after them, it
    /// reconnects.
    /// </summary>
    private async Task<IReadOnlyList<PortWatchEvent>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Trouble is not null)
                await lifetime.WaitAsync(_reconnect.WaitAsync, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            try
            {
                _watch ??= await TryWatchAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<PortChange> changes = _watch is null
                    ? await PollAsync(cancellationToken).ConfigureAwait(false)
                    : await _watch.NextAsync(cancellationToken).ConfigureAwait(false);
                _hasBegun = true;
                Trouble = null;
                return [.. changes.Select(EventOf), .. Say(PortWatchEventKind.Synchronized)];
            }
            catch (Exception e) when (_hasBegun ? IsTransient(e) : IsPatient && IsAbsence(e) && IsTransient(e))
            {
                Trouble = e;
                BeginAnew();
                if (Say(PortWatchEventKind.Stale, Text.Of(e)) is [_] stale)
                    return stale;
            }
        }
    }

    private PortWatchEvent EventOf(PortChange change) => new()
    {
        Host = host,
        Kind = change.Kind == PortChangeKind.Added ? PortWatchEventKind.Added : PortWatchEventKind.Removed,
        Allocation = change.Allocation,
    };

    /// <summary>Returns an event that says what the watch knows; nothing if it was said last.</summary>
    private PortWatchEvent[] Say(PortWatchEventKind kind, string? reason = null)
    {
        if (_said == kind)
            return [];
        _said = kind;
        return [new PortWatchEvent { Host = host, Kind = kind, Reason = reason }];
    }

    /// <summary>Starts a WATCH. Returns null if the port manager does not know it, or does not say so: the next call asks again.</summary>
    private Task<WatchConnection?> TryWatchAsync(CancellationToken cancellationToken) => lifetime.RunAsync(
        async token =>
        {
            if (!await capabilities.ContainsAsync("WATCH", token).ConfigureAwait(false))
                return null;
            LineStream lines = await source.ConnectLinesAsync(token).ConfigureAwait(false);
            _watch = new WatchConnection(lines, _watched, options, lifetime);
            await _watch.StartAsync(filter, token).ConfigureAwait(false);
            return _watch;
        },
        cancellationToken);

    private async Task<IReadOnlyList<PortChange>> PollAsync(CancellationToken cancellationToken)
    {
        if (_hasBegun)
            await lifetime.WaitAsync(_poll.WaitAsync, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PortChange> changes =
            _watched.Replace(await lifetime.RunAsync(lister.ListAsync, cancellationToken).ConfigureAwait(false));
        if (changes.Count > 0)
            _poll.Reset();
        return changes;
    }

    private void BeginAnew()
    {
        _watch?.Dispose();
        _watch = null;
        // A watch that breaks each time soon after it began has to wait longer each time.
        if (options.TimeProvider.GetElapsedTime(_attempted) > 2 * options.MaxReconnectDelay)
            _reconnect.Reset();
        _attempted = options.TimeProvider.GetTimestamp();
        // The port manager may have been replaced by an older or a newer one.
        capabilities.Forget();
    }

    /// <summary>Whether the port manager is away. One that refuses, or is none, does not become another by waiting.</summary>
    private static bool IsAbsence(Exception e) => e is SocketException or TimeoutException or PortManagerClosedException;

    private bool IsTransient(Exception e) =>
        e is SocketException or TimeoutException or PortManagerException
        && options.Reconnect
        && !lifetime.Closing.IsCancellationRequested;
}

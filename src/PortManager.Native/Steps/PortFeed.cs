using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Native.Sockets;
using PortManager.Protocol;

namespace PortManager.Native.Steps;

/// <summary>
/// The changes of a listing, on connections of its own: first what is there, then what changes. It uses WATCH if the port manager knows that, else it polls
/// listings. If the connection drops after the first listing, it connects again and gives the differences.
/// </summary>
internal sealed class PortFeed(Connector connector, PortFilter filter, PortManagerClientOptions options) : IDisposable
{
    private static readonly ReadOnlyMemory<byte> s_list = RequestLine.Of(RequestWriter.List);

    private readonly WatchedPorts _watched = new(filter);
    private readonly Backoff _reconnect = new(options.ReconnectDelay, options.MaxReconnectDelay, TimeProvider.System);
    private readonly Backoff _poll = new(options.PollInterval, options.MaxPollInterval, TimeProvider.System);
    private NonBlockingConnection? _connection;
    private WatchReply? _reply;
    private long _nextPoll;
    private bool _hasBegun;

    /// <summary>Whether no reply is due, so that the connection can be kept for the next call.</summary>
    private bool _isResting;

    public PortFilter Filter => filter;

    /// <summary>Waits for the next changes, at least one.</summary>
    /// <exception cref="TimeoutException">Nothing changed until the end. The feed can be asked again.</exception>
    public IEnumerable<Wait> Next(Deadline end, Result<IReadOnlyList<PortChange>> changes)
    {
        while (true)
        {
            using IEnumerator<Wait> reading = Read(end, changes).GetEnumerator();
            Exception? failure;
            while (Attempt.TryAdvance(reading, out failure))
                yield return reading.Current;
            if (failure is null)
            {
                _reconnect.Reset();
                yield break;
            }

            if (failure is TimeoutException && _isResting)
                throw failure;
            // A reply may be due that is not for the next request.
            Dispose();
            if (!_hasBegun || !IsTransient(failure))
                throw failure;
            yield return end.For(_reconnect.Next());
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private IEnumerable<Wait> Read(Deadline end, Result<IReadOnlyList<PortChange>> changes)
    {
        if (_connection is null)
        {
            foreach (Wait wait in Begin())
                yield return wait;
        }

        do
        {
            foreach (Wait wait in _reply is null ? Poll(end, changes) : Watch(_reply, end, changes))
                yield return wait;
            _hasBegun = true;
        }
        while (changes.Value.Count == 0);
    }

    /// <summary>Connects, and sends WATCH if the port manager knows it.</summary>
    private IEnumerable<Wait> Begin()
    {
        _isResting = false;
        _reply = null;
        foreach (Wait wait in Connect())
            yield return wait;
        var known = new Result<IReadOnlySet<string>?>();
        foreach (Wait wait in Exchange.AskVersion(_connection!, connector.Answer(), known))
            yield return wait;
        if (known.Value?.Contains("WATCH") != true)
        {
            // An old port manager closes the connection on VERSION.
            foreach (Wait wait in Connect())
                yield return wait;
            yield break;
        }

        ReadOnlyMemory<byte> request = RequestLine.Of(o => RequestWriter.Watch(o, filter));
        Deadline answer = connector.Answer();
        while (!(request = request[_connection!.Send(request.Span)..]).IsEmpty)
            yield return answer.For(_connection.Descriptor, SocketCalls.PollOut);
        _reply = new WatchReply(_watched);
    }

    private IEnumerable<Wait> Connect()
    {
        Dispose();
        var connected = new Result<NonBlockingConnection>();
        foreach (Wait wait in connector.Connect(connected))
            yield return wait;
        _connection = connected.Value;
    }

    private IEnumerable<Wait> Watch(WatchReply reply, Deadline end, Result<IReadOnlyList<PortChange>> changes)
    {
        Deadline? answer = null;
        while (!_connection!.TryRead(reply))
        {
            // From the first piece of a listing on.
            answer = reply.IsMidListing ? answer ?? connector.Answer() : null;
            _isResting = answer?.HasPassed != true;
            yield return (answer?.Or(end) ?? end).For(_connection.Descriptor, SocketCalls.PollIn);
        }

        changes.Value = reply.Changes;
    }

    private IEnumerable<Wait> Poll(Deadline end, Result<IReadOnlyList<PortChange>> changes)
    {
        while (_hasBegun && _nextPoll - Environment.TickCount64 is > 0 and var rest)
        {
            _isResting = true;
            yield return end.For(TimeSpan.FromMilliseconds(rest));
        }

        _isResting = false;
        var listing = new Result<IReadOnlyList<PortAllocation>>();
        foreach (Wait wait in Exchange.Ask(_connection!, s_list, new ListingReply(), connector.Answer(), listing))
            yield return wait;
        changes.Value = _watched.Replace(listing.Value);
        if (changes.Value.Count > 0)
            _poll.Reset();
        _nextPoll = Environment.TickCount64 + (long)_poll.Next().TotalMilliseconds;
    }

    private static bool IsTransient(Exception e) => e is TimeoutException or PortManagerException or CallException { Status: Status.Network };
}

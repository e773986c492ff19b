using PortManager.Client;
using PortManager.Native.Sockets;
using PortManager.Protocol;

namespace PortManager.Native.Steps;

/// <summary>
/// Waits until a service is advertised, on separate connections. It uses WATCH if the port manager knows that, else it polls
/// listings.
/// </summary>
internal sealed class ServiceWait(Connector connector, PortFilter filter, PortManagerClientOptions options)
{
    private static readonly ReadOnlyMemory<byte> s_list = RequestLine.Of(RequestWriter.List);

    private NonBlockingConnection? _connection;

    /// <summary>Waits until the deadline. If it has passed already, checks once.</summary>
    public IEnumerable<Wait> Run(Deadline end, Result<PortAllocation> found)
    {
        try
        {
            var known = new Result<IReadOnlySet<string>?>();
            if (!end.HasPassed)
            {
                foreach (Wait wait in Connect())
                    yield return wait;
                foreach (Wait wait in Exchange.AskVersion(_connection!, connector.Answer(), known))
                    yield return wait;
            }

            IEnumerable<Wait> rest = known.Value?.Contains("WATCH") == true ? Watch(end, found) : Poll(end, found);
            foreach (Wait wait in rest)
                yield return wait;
        }
        finally
        {
            _connection?.Dispose();
        }
    }

    private IEnumerable<Wait> Connect()
    {
        _connection?.Dispose();
        _connection = null;
        var connected = new Result<NonBlockingConnection>();
        foreach (Wait wait in connector.Connect(connected))
            yield return wait;
        _connection = connected.Value;
    }

    private IEnumerable<Wait> Watch(Deadline end, Result<PortAllocation> found)
    {
        var reply = new WatchReply(new WatchedPorts(filter));
        ReadOnlyMemory<byte> request = RequestLine.Of(o => RequestWriter.Watch(o, filter));
        Deadline answer = connector.Answer();
        while (!(request = request[_connection!.Send(request.Span)..]).IsEmpty)
            yield return answer.Or(end).For(_connection.Descriptor, SocketCalls.PollOut);

        do
        {
            if (!reply.IsMidListing)
                answer = connector.Answer();
            while (!_connection.TryRead(reply))
                yield return (reply.IsMidListing ? answer.Or(end) : end).For(_connection.Descriptor, SocketCalls.PollIn);
        }
        while (!TryFind(reply.Changes, found));
    }

    private IEnumerable<Wait> Poll(Deadline end, Result<PortAllocation> found)
    {
        // An old port manager closes the connection on VERSION.
        foreach (Wait wait in Connect())
            yield return wait;
        var backoff = new Backoff(options.PollInterval, options.MaxPollInterval, TimeProvider.System);
        var listing = new Result<IReadOnlyList<PortAllocation>>();
        while (true)
        {
            foreach (Wait wait in Exchange.Ask(_connection!, s_list, new ListingReply(), connector.Answer(), listing))
                yield return wait;
            found.Value = listing.Value.FirstOrDefault(port => filter.Matches(port.Service, port.User))!;
            if (found.Value is not null)
                yield break;
            yield return end.For(backoff.Next());
        }
    }

    private static bool TryFind(IReadOnlyList<PortChange> changes, Result<PortAllocation> found)
    {
        found.Value = changes.FirstOrDefault(change => change.Kind == PortChangeKind.Added)?.Allocation!;
        return found.Value is not null;
    }
}

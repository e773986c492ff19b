using PortManager.Client;
using PortManager.Native.Sockets;
using PortManager.Protocol;

namespace PortManager.Native.Steps;

/// <summary>Waits until a service is advertised, on separate connections. Once it has had a listing, it outlasts a restart of the port manager.</summary>
internal sealed class ServiceWait(Connector connector, PortFilter filter, PortManagerClientOptions options)
{
    private static readonly ReadOnlyMemory<byte> s_list = RequestLine.Of(RequestWriter.List);

    /// <summary>Waits until the deadline. If it has passed already, checks once.</summary>
    public IEnumerable<Wait> Run(Deadline end, Result<PortAllocation> found) => end.HasPassed ? Check(end, found) : Watch(end, found);

    private IEnumerable<Wait> Check(Deadline end, Result<PortAllocation> found)
    {
        var connected = new Result<NonBlockingConnection>();
        foreach (Wait wait in connector.Connect(connected))
            yield return wait;
        using NonBlockingConnection connection = connected.Value;
        var listing = new Result<IReadOnlyList<PortAllocation>>();
        foreach (Wait wait in Exchange.Ask(connection, s_list, new ListingReply(), connector.Answer(), listing))
            yield return wait;
        found.Value = listing.Value.FirstOrDefault(port => filter.Matches(port.Service, port.User)) ?? throw end.Passed();
    }

    private IEnumerable<Wait> Watch(Deadline end, Result<PortAllocation> found)
    {
        using var feed = new PortFeed(connector, filter, options);
        var changes = new Result<IReadOnlyList<PortChange>>();
        do
        {
            foreach (Wait wait in feed.Next(end, changes))
                yield return wait;
            found.Value = changes.Value.FirstOrDefault(change => change.Kind == PortChangeKind.Added)?.Allocation!;
        }
        while (found.Value is null);
    }
}

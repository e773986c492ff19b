using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Testing;

/// <summary>What the connections of a <see cref="TestPortManager"/> hold, and the answers to their requests.</summary>
internal sealed class TestRegistry(int maxPorts)
{
    private readonly Lock _lock = new();
    private readonly List<TestAllocation> _all = [];
    private readonly HashSet<TestConnection> _watchers = [];
    private readonly HashSet<TestConnection> _left = [];

    public string? Refusal { get; set; }

    /// <summary>The rows of a listing, in their order: by user, service and port.</summary>
    public IReadOnlyList<PortAllocation> Rows
    {
        get
        {
            lock (_lock)
                return [.. InOrder(PortFilter.Everything).Select(a => new PortAllocation(a.Port, a.Service, a.User))];
        }
    }

    /// <summary>Answers a request. Returns false if the connection has to be closed.</summary>
    public bool Answer(Request request, TestConnection connection)
    {
        var output = new ArrayBufferWriter<byte>();
        lock (_lock)
        {
            if (_left.Contains(connection))
                return false;
            Execute(request, connection, output);
            connection.Send(output.WrittenMemory);
        }

        return request is not Request.Invalid;
    }

    /// <summary>Releases what a connection holds. It gets nothing any more.</summary>
    public void Leave(TestConnection connection)
    {
        lock (_lock)
        {
            if (!_left.Add(connection))
                return;
            _watchers.Remove(connection);
            foreach (TestAllocation allocation in _all.Where(a => a.Holder == connection).OrderByDescending(a => a.Service.Length).ToArray())
                Remove(allocation);
        }
    }

    private void Execute(Request request, TestConnection connection, ArrayBufferWriter<byte> output)
    {
        switch (request)
        {
            case Request.Gimme gimme:
                Grant(output, Gimme(gimme, connection, out int given), given);
                break;
            case Request.Claim claim:
                Grant(output, Claim(claim, connection), claim.Port);
                break;
            case Request.Free free:
                Grant(output, Free(free.Port, connection), free.Port);
                break;
            case Request.List:
                WriteRows(output, PortFilter.Everything);
                break;
            case Request.Find find:
                WriteRows(output, find.Filter);
                break;
            case Request.Watch watch:
                connection.Watched = watch.Filter;
                _watchers.Add(connection);
                WriteRows(output, watch.Filter);
                break;
            case Request.Detail detail:
                WriteDetails(output, detail.Filter);
                break;
            case Request.Version:
                ReplyWriter.Version(output, "PortManager.Testing", "CLAIM", "FIND", "FREE", "WATCH", "DETAIL", "STATUS", "UNIQUE");
                break;
            case Request.Status:
                ReplyWriter.ListingHeader(output, 1);
                ReplyWriter.Pair(output, "ports-held", _all.Count.ToString(CultureInfo.InvariantCulture));
                break;
            case Request.Invalid invalid:
                ReplyWriter.InvalidRequest(output, invalid);
                break;
        }
    }

    private static void Grant(ArrayBufferWriter<byte> output, string? refusal, int port)
    {
        if (refusal is null)
            ReplyWriter.Port(output, port);
        else
            ReplyWriter.Fail(output, refusal);
    }

    private string? Gimme(Request.Gimme request, TestConnection connection, out int port)
    {
        port = 0;
        if (Refusal is not null)
            return Refusal;
        if (request.IsUnique && IsAdvertised(request.Service, request.User))
            return $"{request.Service} is already advertised by {request.User}";
        if (_all.Count >= maxPorts)
            return "no free ports";
        do
            port = FreePort();
        while (Holding(port) is not null);
        Add(port, request.Service, request.User, connection);
        return null;
    }

    private string? Claim(Request.Claim request, TestConnection connection)
    {
        if (Refusal is not null)
            return Refusal;
        if (Holding(request.Port) is { } current)
            return $"port {request.Port} is in use by {current.Service} of {current.User}";
        Add(request.Port, request.Service, request.User, connection);
        return null;
    }

    private string? Free(int port, TestConnection connection)
    {
        if (Holding(port) is not { } allocation || allocation.Holder != connection)
            return $"port {port} is not held by this connection";
        Remove(allocation);
        return null;
    }

    private void Add(int port, string service, string user, TestConnection connection)
    {
        string name = service;
        for (int number = 1; IsAdvertised(name, user); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{service}_{number}");
        var allocation = new TestAllocation(port, service, user, connection, DateTimeOffset.UtcNow) { Service = name };
        _all.Add(allocation);
        Tell(allocation, ReplyWriter.Added);
    }

    private void Remove(TestAllocation allocation)
    {
        _all.Remove(allocation);
        Tell(allocation, ReplyWriter.Removed);
        // The oldest instance with a number takes the plain name over.
        if (allocation.Service != allocation.Requested
            || _all.Find(a => a.Requested == allocation.Requested && a.User == allocation.User) is not { } next)
        {
            return;
        }

        Tell(next, ReplyWriter.Removed);
        next.Service = next.Requested;
        Tell(next, ReplyWriter.Added);
    }

    private void Tell(TestAllocation allocation, Action<IBufferWriter<byte>, int, string, string> write)
    {
        foreach (TestConnection watcher in _watchers.Where(w => w.Watched!.Matches(allocation.Service, allocation.User)))
        {
            var line = new ArrayBufferWriter<byte>();
            write(line, allocation.Port, allocation.Service, allocation.User);
            watcher.Send(line.WrittenMemory);
        }
    }

    private void WriteRows(ArrayBufferWriter<byte> output, PortFilter filter)
    {
        TestAllocation[] rows = InOrder(filter);
        ReplyWriter.ListingHeader(output, rows.Length);
        foreach (TestAllocation row in rows)
            ReplyWriter.Row(output, row.Port, row.Service, row.User);
    }

    private void WriteDetails(ArrayBufferWriter<byte> output, PortFilter filter)
    {
        HashSet<int> listening = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port)];
        TestAllocation[] rows = InOrder(filter);
        ReplyWriter.ListingHeader(output, rows.Length);
        foreach (TestAllocation row in rows)
        {
            DetailRow.Write(output, new PortDetails
            {
                Allocation = new PortAllocation(row.Port, row.Service, row.User),
                State = listening.Contains(row.Port) ? PortState.Listening : PortState.Reserved,
                Since = row.Since,
            });
        }
    }

    private TestAllocation[] InOrder(PortFilter filter) =>
    [
        .. _all.Where(a => filter.Matches(a.Service, a.User))
            .OrderBy(a => a.User, StringComparer.Ordinal).ThenBy(a => a.Service, StringComparer.Ordinal).ThenBy(a => a.Port),
    ];

    private bool IsAdvertised(string service, string user) => _all.Exists(a => a.Service == service && a.User == user);

    private TestAllocation? Holding(int port) => _all.Find(a => a.Port == port);

    /// <summary>Returns a port that no program has bound, as the system chooses it.</summary>
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

using System.Net;
using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Native.Sockets;
using PortManager.Native.Steps;
using PortManager.Protocol;

namespace PortManager.Native.Handles;

/// <summary>
/// One connection to one port manager, and the ports that it holds. If a request for a port fails, or the connection fails, the
/// connection closes and its ports are released. Each further call then reports why.
/// </summary>
internal sealed class Handle(string host, int? port) : IDisposable
{
    private const string ServicesFile = "/etc/services";

    private static readonly PortManagerClientOptions s_defaults = new();
    private static readonly ReadOnlyMemory<byte> s_list = RequestLine.Of(RequestWriter.List);

    private readonly Runner _runner = new();
    private Connector? _connector;
    private NonBlockingConnection? _connection;
    private PortFeed? _feed;
    private string? _ending;
    private IReadOnlySet<string>? _known;
    private string? _ownUser;

    /// <summary>What the call that returned "again" waits for; null if there is none.</summary>
    public Wait? Need => _runner.Need;

    /// <summary>How many milliseconds a call blocks before it returns "again"; negative for no limit.</summary>
    public int BlockingTimeout { set => _runner.BlockingTimeout = value; }

    /// <summary>The timeout of connecting and of each request; null for the defaults.</summary>
    public TimeSpan? Timeout { private get; set; }

    /// <summary>The user under whom services are advertised; null for the user who runs the process.</summary>
    public string? User { private get; set; }

    /// <summary>The port on which the port manager listens; 0 if it is not known yet.</summary>
    public int ServerPort => _connector?.Server.Port ?? port ?? 0;

    /// <summary>Looks up the host, unless that is done.</summary>
    public void Resolve()
    {
        if (_connector is not null)
            return;
        HostAddress[] found = HostLookup.Find(host);
        IPAddress[] addresses = [.. found.Select(one => one.Address)];
        FoundPorts ports = port is { } given ? new FoundPorts([given]) : ListenPort.Find(host, addresses, s_defaults.PortFile, ServicesFile);
        _connector = new Connector(
            new ServerAddress(host, ports.Ports[0]), ports, found, Timeout ?? s_defaults.ConnectTimeout, Timeout ?? s_defaults.RequestTimeout);
    }

    /// <summary>Connects, unless that is done.</summary>
    public bool TryConnect() => TryRun<bool>("portmanager_connect", _ => Connect(), isFatal: false, out _);

    /// <summary>Sends GIMME.</summary>
    public bool TryGet(string service, out int got)
    {
        string user = CheckedUser();
        return TryRun(
            "portmanager_get",
            result => Ask(RequestLine.Of(o => RequestWriter.Gimme(o, service, user)), new PortReply(), result),
            isFatal: true,
            out got);
    }

    /// <summary>Sends GIMME, and listens on the port. If another program was faster, releases it and asks again.</summary>
    public bool TryListen(string service, IPAddress? address, int backlog, out ListeningPort got)
    {
        string user = CheckedUser();
        ReadOnlyMemory<byte> gimme = RequestLine.Of(o => RequestWriter.Gimme(o, service, user));
        bool isDone = TryRun(
            "portmanager_listen",
            result => ListeningPort.Get(port => Ask(gimme, new PortReply(), port), Release, address, backlog, result),
            isFatal: true,
            out got);
        return isDone && got.Error != 0 ? throw NetworkError.OfListening(got.Port, got.Error) : isDone;
    }

    /// <summary>Sends UNIQUE.</summary>
    public bool TryGetUnique(string service, out int got)
    {
        string user = CheckedUser();
        return TryRun(
            "portmanager_get_unique",
            result => AskNew("UNIQUE", RequestLine.Of(o => RequestWriter.Gimme(o, service, user, isUnique: true)), new PortReply(), result),
            isFatal: false,
            out got);
    }

    /// <summary>Sends CLAIM.</summary>
    public bool TryClaim(int wanted, string service)
    {
        string user = CheckedUser();
        return TryRun<int>(
            "portmanager_claim",
            result => AskNew(
                "CLAIM", RequestLine.Of(o => RequestWriter.Claim(o, wanted, service, user)), new PortReply(wanted), result),
            isFatal: false,
            out _);
    }

    /// <summary>Sends FREE.</summary>
    public bool TryRelease(int held) => TryRun<int>(
        "portmanager_release",
        result => AskNew("FREE", RequestLine.Of(o => RequestWriter.Free(o, held)), new PortReply(held), result),
        isFatal: false,
        out _);

    /// <summary>Sends LIST, and returns the rows that are wanted; null for all.</summary>
    public bool TryList(string call, Func<PortAllocation, bool>? isWanted, out IReadOnlyList<PortAllocation> rows)
    {
        bool isDone = TryRun<IReadOnlyList<PortAllocation>>(
            call, result => Ask(s_list, new ListingReply(), result), isFatal: false, out rows);
        if (isDone && isWanted is not null)
            rows = [.. rows.Where(isWanted)];
        return isDone;
    }

    /// <summary>Waits until a service is advertised.</summary>
    public bool TryWait(string service, string? user, TimeSpan? timeout, out PortAllocation found)
    {
        Resolve();
        Connector connector = _connector!;
        Deadline end = timeout is null
            ? Deadline.None
            : Deadline.In(timeout.Value, () => Messages.NotListed(connector.Server, service, timeout.Value));
        var wait = new ServiceWait(connector, new PortFilter(Service: service, User: user), s_defaults);
        return _runner.TryRunAside("portmanager_wait", result => wait.Run(end, result), out found);
    }

    /// <summary>Waits for changes of what is advertised, as far as it matches the filter. Another filter begins anew.</summary>
    public bool TryWatch(PortFilter filter, TimeSpan? timeout, out IReadOnlyList<PortChange> changes)
    {
        Resolve();
        Connector connector = _connector!;
        Deadline end = timeout is null
            ? Deadline.None
            : Deadline.In(timeout.Value, () => Messages.NothingChanged(connector.Server, timeout.Value));
        return _runner.TryRun("portmanager_watch", result => FeedOf(filter, connector).Next(end, result), _ => { }, out changes);
    }

    /// <summary>Closes the connection, which releases its ports.</summary>
    public void Dispose() => _runner.Stop(() =>
    {
        _connection?.Dispose();
        _feed?.Dispose();
    });

    private PortFeed FeedOf(PortFilter filter, Connector connector)
    {
        if (_feed?.Filter != filter)
        {
            _feed?.Dispose();
            _feed = new PortFeed(connector, filter, s_defaults);
        }

        return _feed;
    }

    private bool TryRun<T>(string call, Func<Result<T>, IEnumerable<Wait>> steps, bool isFatal, out T value) =>
        _runner.TryRun(call, steps, error => EndAfter(error, isFatal), out value);

    private IEnumerable<Wait> Connect()
    {
        if (_connection is not null)
            yield break;
        ThrowIfEnded();
        Resolve();
        var connected = new Result<NonBlockingConnection>();
        foreach (Wait wait in _connector!.Connect(connected))
            yield return wait;
        _connection = connected.Value;
    }

    private IEnumerable<Wait> Ask<T>(ReadOnlyMemory<byte> request, ReplyAssembler<T> reply, Result<T> answer)
    {
        ThrowIfEnded();
        NonBlockingConnection connection = _connection ?? throw CallException.Argument("The handle is not connected: portmanager_connect comes first.");
        return Exchange.Ask(connection, request, reply, _connector!.Answer(), answer);
    }

    /// <summary>Sends a request that old port managers do not know. First it asks whether this one does.</summary>
    private IEnumerable<Wait> AskNew<T>(string name, ReadOnlyMemory<byte> request, ReplyAssembler<T> reply, Result<T> answer)
    {
        IEnumerable<Wait> asking = Ask(request, reply, answer);
        foreach (Wait wait in Learn())
            yield return wait;
        if (_known is null)
            throw Messages.DoesNotTell(name);
        if (!_known.Contains(name))
            throw Messages.TooOld(name);
        foreach (Wait wait in asking)
            yield return wait;
    }

    /// <summary>Releases a port. An old port manager keeps it until the connection closes.</summary>
    private IEnumerable<Wait> Release(int held)
    {
        // What fails on the connection aside costs no port of this one.
        using IEnumerator<Wait> learning = Learn().GetEnumerator();
        while (Attempt.TryAdvance(learning, out _))
            yield return learning.Current;
        if (_known?.Contains("FREE") != true)
            yield break;
        foreach (Wait wait in Ask(RequestLine.Of(o => RequestWriter.Free(o, held)), new PortReply(held), new Result<int>()))
            yield return wait;
    }

    /// <summary>Asks which requests the port manager knows, on a connection that holds no port. It may not tell.</summary>
    private IEnumerable<Wait> Learn()
    {
        if (_known is not null)
            yield break;
        var connected = new Result<NonBlockingConnection>();
        foreach (Wait wait in _connector!.Connect(connected))
            yield return wait;
        using NonBlockingConnection aside = connected.Value;
        var known = new Result<IReadOnlySet<string>?>();
        foreach (Wait wait in Exchange.AskVersion(aside, _connector.Answer(), known))
            yield return wait;
        _known = known.Value;
    }

    private void EndAfter(Exception error, bool isFatal)
    {
        bool isHarmless = error is PortRefusedException or PortManagerNotSupportedException && !isFatal;
        if (_connection is null || isHarmless)
            return;
        _connection.Dispose();
        _connection = null;
        _ending = Messages.Released(_connector!.Server, "a request", error is CallException ? error.Message : Text.Of(error));
    }

    private void ThrowIfEnded()
    {
        if (_ending is not null)
            throw new PortManagerClosedException(_ending);
    }

    private string CheckedUser()
    {
        // Looked up only once: the password database may be on another host.
        string user = User ?? (_ownUser ??= UserName.OfThisProcess());
        return Names.Problem(user) is { } problem
            ? throw CallException.Argument($"The name of this process's user {problem}: portmanager_set_user sets another.")
            : user;
    }
}

using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Native;
using PortManager.Server.Recovery;
using PortManager.Server.Sessions;
using PortManager.Server.Status;
using PortManager.Server.Systemd;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>
/// A daemon with one connection that is kept by systemd: it does what the loop does, step by step, so that a test can end it between any two. The
/// next one is given what outlives the process: the journal, the ledger and the connection.
/// </summary>
internal sealed class FakeProcess : IDisposable
{
    private const int Number = 7;

    private readonly RegistryLab _lab = new();
    private readonly PeerIdentity _identity = new([]);
    private readonly ListenedPorts _listened;
    private readonly DaemonMetrics _metrics = new(TimeProvider.System);
    private readonly JournalFile _journal;
    private readonly Ledger _ledger;
    private readonly Session _session;
    private readonly StreamSocket _socket;

    /// <param name="folder">The state folder.</param>
    /// <param name="descriptor">The connection.</param>
    /// <param name="before">The process before, which has ended; null for the first one.</param>
    public FakeProcess(string folder, int descriptor, FakeProcess? before = null)
    {
        _socket = new StreamSocket(descriptor);
        _listened = new ListenedPorts(_lab.Probe);
        _journal = JournalFile.Open(folder, Assert.Fail, TimeProvider.System);
        _ledger = before is null ? Ledger.Create()! : Ledger.Open(File.OpenHandle($"/proc/self/fd/{before._ledger.Descriptor.DangerousGetHandle()}", access: FileAccess.ReadWrite))!;
        Connection = before is null ? Accept(descriptor) : Adopt(descriptor);
        var names = new UserNames(TimeProvider.System);
        var facts = new DaemonFacts(new PortManagerServerOptions(), new ServedEndPoints([], [], true), 1, default, default);
        var executor = new RequestExecutor(
            Registry,
            new Listings(Registry, names.LastKnown),
            new IdentityRule(IdentityMode.Off, new ProtectedNames([]), names, _listened),
            new StatusReport(facts, Registry, _lab.Pool, new ConnectionTable(1, 1, 1), null, _journal, _listened, names, TimeProvider.System),
            new EventLog(NullLogger.Instance, new RecentEvents(TimeProvider.System), _metrics));
        _session = new Session(Connection, executor, new Limits(), _metrics, mayBeHttp: false);
    }

    public Registry Registry => _lab.Registry;

    public Connection Connection { get; }

    /// <summary>What the journal says is allocated.</summary>
    public IEnumerable<int> Journaled => _journal.Held.Select(a => a.Port);

    /// <summary>Carries out requests, up to the point at which their replies would be sent.</summary>
    /// <param name="requests">How many.</param>
    /// <returns>The replies.</returns>
    public string[] CarryOut(int requests)
    {
        var bytes = new byte[4096];
        string[] lines = Encoding.UTF8.GetString(bytes, 0, _socket.LookAt(bytes)).Split('\n')[..requests];
        int length = lines.Sum(l => l.Length + 1);
        (int consumed, NextStep next) = _session.Serve(new ReadOnlySequence<byte>(bytes, 0, length), Unsent);
        Assert.Equal((length, NextStep.Continue), (consumed, next));
        _journal.Write(Registry.Changes);
        Registry.Changes.Clear();
        LedgerEntry entry = Connection.Stored!;
        entry.Position = new LedgerPosition(Connection.Consumed, Connection.Replied, consumed, Unsent.Length);
        return Encoding.UTF8.GetString(Unsent.Unsent).Split('\n')[..^1];
    }

    /// <summary>Sends the replies.</summary>
    public void Send()
    {
        int length = Unsent.Length;
        Assert.Equal(length, _socket.Send(Unsent.Unsent));
        Unsent.NoteSent(length);
    }

    /// <summary>Takes the requests from the kernel whose replies it has.</summary>
    public void Take()
    {
        LedgerEntry entry = Connection.Stored!;
        _socket.Discard(entry.Position.BatchConsumed);
        entry.Position = entry.Position.AfterBatch;
        (Connection.Consumed, Connection.Replied) = (entry.Position.Consumed, entry.Position.Replied);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _ledger.Dispose();
        _identity.Dispose();
        _listened.Dispose();
        _metrics.Dispose();
    }

    private Replies Unsent { get; } = new();

    private Connection Accept(int descriptor) => new(Number, _identity.Of(descriptor, ListeningSocket.PeerEnd(descriptor)), descriptor)
    {
        Stored = _ledger.Add(Number, SocketOption.Cookie(descriptor), default),
    };

    private Connection Adopt(int descriptor)
    {
        Adopted adopted = Assert.Single(
            new AdoptedConnections(_ledger, new StoredNames(), _identity, NullLogger.Instance).Adopt([descriptor], _journal.FreeRequests));
        Connection connection = adopted.Connection;
        JournalRestore.Restore(
            Registry, [.. _journal.Held], new Dictionary<long, Connection> { [connection.Id] = connection }, () => (_, _) => ListenedBy.Nobody, _journal);
        _journal.Write(Registry.Changes);
        Registry.Changes.Clear();
        return connection;
    }
}

using System.Net;
using System.Net.Sockets;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Native;
using PortManager.Server.Systemd;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Connections;

/// <summary>A store of connections, with a service manager that reads when a test says so, and connections that hold a port.</summary>
internal sealed class StoreDesk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Socket> _sockets = [];
    private long _lastNumber;

    public StoreDesk(bool hasJournal = true)
    {
        Journal = JournalFile.Open(hasJournal ? _folder.Path : _folder.BelowAFile, _ => { }, TimeProvider.System);
        Ledger = Ledger.Create()!;
        Store = new ConnectionStore(Systemd.Notify, Ledger, Journal, Names, Log);
    }

    public FakeSystemd Systemd { get; } = new();

    public JournalFile Journal { get; }

    public Ledger Ledger { get; }

    public StoredNames Names { get; } = new();

    public RecordingLogger<ConnectionStore> Log { get; } = new();

    public ConnectionStore Store { get; }

    /// <summary>What was told that it may reply, in order.</summary>
    public List<Connection> Stored { get; } = [];

    /// <summary>A connection that holds a port, unless said otherwise.</summary>
    public Connection Connect(long? owner = null, bool holds = true)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        var connection = new Connection(++_lastNumber, new Peer(IPAddress.Loopback, IsLocal: true, owner), (int)socket.Handle);
        if (holds)
            connection.Add(new Allocation(30001, "s", "s", "u", DateTimeOffset.UnixEpoch, connection, 0));
        return connection;
    }

    /// <returns>Whether the reply has to wait.</returns>
    public bool Keep(Connection connection, long now) =>
        Store.Keep(connection, new StreamSocket(connection.Descriptor), now, () => Stored.Add(connection));

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
        Journal.Dispose();
        Ledger.Dispose();
        Systemd.Dispose();
        _folder.Dispose();
    }
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Recovery;
using PortManager.Server.Systemd;

namespace PortManager.Server.Hosting;

/// <summary>What lets connections outlive the process: systemd's store where there is one (docs/reliability.md).</summary>
internal sealed class Survival : IDisposable
{
    private readonly NotifySocket? _systemd;
    private readonly Ledger? _ledger;
    private readonly SocketConnectionContextFactory? _contexts;

    private Survival(NotifySocket? systemd, Ledger? ledger, IConnectionStore store)
    {
        _systemd = systemd;
        _ledger = ledger;
        Store = store;
    }

    private Survival(
        NotifySocket systemd, Ledger ledger, IConnectionStore store, SocketConnectionContextFactory contexts, IReadOnlyList<Adopted> adopted)
        : this(systemd, ledger, store)
    {
        _contexts = contexts;
        Adopted = adopted;
    }

    public IConnectionStore Store { get; }

    /// <summary>The connections that outlived the process before.</summary>
    public IReadOnlyList<Adopted> Adopted { get; } = [];

    /// <summary>Whether connections stay open when this process ends.</summary>
    public bool KeepsConnections => _contexts is not null;

    public NotifySocket? Systemd => _systemd;

    public ConcurrentQueue<AcceptedConnection> Waiting => new(Adopted.Select(a => a.Connection));

    public static Survival Create(Inheritance inherited, PeerIdentity identity, ILoggerFactory loggers)
    {
        NotifySocket? systemd = NotifySocket.FromEnvironment();
        Ledger? ledger = systemd is null ? null : inherited.Ledger ?? StoredLedger(systemd);
        if (systemd is null || ledger is null)
            return new Survival(systemd, null, new NoConnectionStore());
        ILogger log = loggers.CreateLogger<Survival>();
        var contexts = new SocketConnectionContextFactory(KestrelHost.AdoptedSockets, log);
        var adopting = new AdoptedConnections(contexts, systemd, ledger, identity, log);
        return new Survival(
            systemd, ledger, new ConnectionStore(systemd, ledger, log), contexts, adopting.Adopt(inherited.Connections));
    }

    public void Dispose()
    {
        _contexts?.Dispose();
        _ledger?.Dispose();
        _systemd?.Dispose();
    }

    private static Ledger? StoredLedger(NotifySocket systemd)
    {
        Ledger? ledger = Ledger.Create();
        if (ledger is null || systemd.Store(ledger.Descriptor, Inheritance.LedgerName))
            return ledger;
        ledger.Dispose();
        return null;
    }
}

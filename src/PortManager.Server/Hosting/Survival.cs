using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Logging;
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

    /// <summary>The highest number of a connection that was stored, whether it is served on or not; 0 where none was.</summary>
    public long LastNumber { get; private init; }

    /// <summary>Whether connections stay open when this process ends.</summary>
    public bool KeepsConnections => _contexts is not null;

    public NotifySocket? Systemd => _systemd;

    public ConcurrentQueue<AcceptedConnection> Waiting => new(Adopted.Select(a => a.Connection));

    /// <param name="inherited">What systemd passed.</param>
    /// <param name="journal">Tells which ports the connections hold; null where there is none.</param>
    /// <param name="identity">Tells who is at their other ends.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="notices">Warns of connections that have to be closed.</param>
    public static Survival Create(
        Inheritance inherited, JournalFile? journal, PeerIdentity identity, ILoggerFactory loggers, Notices notices)
    {
        NotifySocket? systemd = NotifySocket.FromEnvironment();
        long lastNumber = inherited.Connections.Select(c => c.Number).DefaultIfEmpty().Max();
        if (journal is not { KnowsThePast: true })
        {
            if (inherited.Connections.Count > 0)
                notices.Warn($"closed {inherited.Connections.Count} connections of the daemon before: no journal tells which ports they hold");
            inherited = inherited.WithoutConnections();
        }

        // Without a journal the next daemon could not serve them on either.
        Ledger? ledger = systemd is null || journal is null ? null : inherited.Ledger ?? StoredLedger(systemd);
        if (systemd is null || journal is null || ledger is null)
        {
            inherited.WithoutConnections();
            return new Survival(systemd, null, new NoConnectionStore()) { LastNumber = lastNumber };
        }

        ILogger log = loggers.CreateLogger<Survival>();
        var contexts = new SocketConnectionContextFactory(KestrelHost.AdoptedSockets, log);
        var adopting = new AdoptedConnections(contexts, systemd, ledger, identity, log);
        return new Survival(
            systemd, ledger, new ConnectionStore(systemd, ledger, journal, log), contexts, adopting.Adopt(inherited.Connections))
        {
            LastNumber = lastNumber,
        };
    }

    public void Dispose()
    {
        _contexts?.Dispose();
        _ledger?.Dispose();
        _systemd?.Dispose();
    }

    private static Ledger? StoredLedger(NotifySocket systemd)
    {
        // One that was not passed, or cannot be used, must not be taken for this one at the next start.
        systemd.Remove(Inheritance.LedgerName);
        Ledger? ledger = Ledger.Create();
        if (ledger is null || systemd.Store(ledger.Descriptor, Inheritance.LedgerName))
            return ledger;
        ledger.Dispose();
        return null;
    }
}

using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Systemd;

namespace PortManager.Server.Recovery;

/// <summary>What lets connections outlive the process: systemd's store, if there is one (docs/reliability.md).</summary>
internal sealed class ConnectionHandover : IDisposable
{
    private readonly Ledger? _ledger;

    private ConnectionHandover(NotifySocket? systemd, Ledger? ledger)
    {
        Systemd = systemd;
        _ledger = ledger;
    }

    /// <summary>Stores connections; null if nothing keeps them.</summary>
    public ConnectionStore? Store { get; private init; }

    /// <summary>The connections that are continued.</summary>
    public IReadOnlyList<Adopted> Adopted { get; private init; } = [];

    /// <summary>Whether connections stay open when this process ends.</summary>
    public bool PreservesConnections => Store is not null;

    /// <summary>systemd's socket; null if it did not start this process.</summary>
    public NotifySocket? Systemd { get; }

    /// <summary>Adopts what the process before left open.</summary>
    /// <param name="inherited">What systemd passed.</param>
    /// <param name="journal">Tells which ports the connections hold; null if there is none.</param>
    /// <param name="identity">Tells who is at their other ends.</param>
    /// <param name="log">The log.</param>
    /// <param name="warn">Takes warnings for the operator: of connections that have to be closed.</param>
    public static ConnectionHandover Create(
        InheritedDescriptors inherited, JournalFile? journal, PeerIdentity identity, ILogger log, Action<string> warn)
    {
        if (inherited.Warning is { } useless)
            warn(useless);
        NotifySocket? systemd = NotifySocket.FromEnvironment(warn);
        if (journal is not { MayKeepConnections: true })
        {
            if (inherited.Connections.Count > 0)
                warn($"closed {inherited.Connections.Count} connections of the daemon before: no journal tells which ports they hold");
            inherited = inherited.CloseConnections();
        }

        // Without a journal the next daemon could not continue them either.
        Ledger? ledger = systemd is null || journal is null ? null : inherited.Ledger ?? StoredLedger(systemd);
        if (systemd is null || journal is null || ledger is null)
        {
            inherited.CloseConnections();
            return new ConnectionHandover(systemd, null);
        }

        var names = new StoredNames();
        return new ConnectionHandover(systemd, ledger)
        {
            Store = new ConnectionStore(systemd, ledger, journal, names, log),
            Adopted = new AdoptedConnections(ledger, names, identity, log).Adopt(inherited.Connections, journal.FreeRequests),
        };
    }

    public void Dispose()
    {
        _ledger?.Dispose();
        Systemd?.Dispose();
    }

    private static Ledger? StoredLedger(NotifySocket systemd)
    {
        // One that was not passed, or cannot be used, must not be taken for this one at the next start.
        systemd.Remove(InheritedDescriptors.LedgerName);
        Ledger? ledger = Ledger.Create();
        if (ledger is null || systemd.Store((int)ledger.Descriptor.DangerousGetHandle(), InheritedDescriptors.LedgerName) == NotifyResult.Sent)
            return ledger;
        ledger.Dispose();
        return null;
    }
}

using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Status;

namespace PortManager.Server.Hosting;

/// <summary>What the daemon does now and then, unasked.</summary>
internal sealed class Chores : IDisposable
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_orphanInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_lineAgeInterval = TimeSpan.FromSeconds(1);

    // systemd-tmpfiles deletes what is old below /var/tmp.
    private static readonly TimeSpan s_filesInterval = TimeSpan.FromMinutes(1);

    private readonly List<ITimer> _timers = [];

    public Chores(
        SharedRegistry registry,
        JournalFile? journal,
        ListenedPorts listened,
        ConnectionTable connections,
        UsageHistory history,
        DaemonMetrics metrics,
        PortManagerServerOptions options,
        Action restoreFiles,
        TimeProvider time)
    {
        Every(s_lineAgeInterval, () => ExpirePartialRequests(connections, options.Limits));
        Every(s_retryInterval, registry.RetryBusyPorts);
        if (journal is not null)
            Every(s_retryInterval, journal.Retry);
        history.Take();
        Every(UsageHistory.Interval, history.Take);
        Every(UsageHistory.Interval, metrics.ForgetReader);
        Every(s_filesInterval, restoreFiles);
        Every(s_orphanInterval, () => FreeOrphans(registry, listened));
        _timers.Add(time.CreateTimer(_ => registry.EndGrace(), null, options.Grace, Timeout.InfiniteTimeSpan));

        void Every(TimeSpan interval, Action chore) => _timers.Add(time.CreateTimer(_ => chore(), null, interval, interval));
    }

    public void Dispose() => _timers.ForEach(t => t.Dispose());

    private static void ExpirePartialRequests(ConnectionTable connections, Limits limits)
    {
        long oldest = limits.OldestLine;
        foreach (AcceptedConnection connection in connections.Snapshot())
            connection.WakeIfPartialSince(oldest);
    }

    private static void FreeOrphans(SharedRegistry registry, ListenedPorts listened)
    {
        if (registry.HasOrphans)
            registry.FreeOrphans(listened.Now());
    }
}

using PortManager.Server.Allocations;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Status;

namespace PortManager.Server.Web.Api;

/// <summary>Looks at what is allocated: once for all who ask at the same time.</summary>
internal sealed class PortsView(
    StatusReport status, SharedRegistry registry, RecentEvents events, UserNames names, SocketProcesses processes, TimeProvider time)
    : IDisposable
{
    // Someone may have begun to listen, of which nobody tells.
    private static readonly TimeSpan s_validFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _looking = new(1, 1);
    private PortsSnapshot? _latest;

    /// <summary>What is allocated: whatever was allocated before the call is in it.</summary>
    public async Task<PortsSnapshot> NowAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            return _latest is { } latest && latest.Version == registry.Version && time.GetElapsedTime(latest.TakenAt) < s_validFor
                ? latest
                : _latest = await LookAsync();
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private async Task<PortsSnapshot> LookAsync()
    {
        // Before the rows: an event that is told twice does no harm, and one that is not told does.
        long lastEvent = events.LastId;
        long version = registry.Version;
        PortDetail[] details = status.Details(_ => true);
        IReadOnlyDictionary<uint, ProcessName> known = processes.Of(details.Select(d => d.Socket).OfType<uint>().ToHashSet());
        // All at once: each may be waited for as long as a request may wait.
        await Task.WhenAll(details.Select(d => d.Owner).OfType<long>().Distinct().Select(owner => names.OfAsync(owner).AsTask()));
        var rows = new PortDocument[details.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            PortDetail detail = details[i];
            string? verified = detail.Owner is { } owner ? names.LastKnown(owner) : null;
            rows[i] = new PortDocument(
                detail.Port, detail.Service, detail.User, verified, detail.State, ApiJson.Time(detail.Since), ProcessOf(detail, known));
        }

        return new PortsSnapshot(version, time.GetTimestamp(), new PortsDocument(Environment.MachineName, lastEvent, rows));
    }

    private static ProcessDocument? ProcessOf(PortDetail detail, IReadOnlyDictionary<uint, ProcessName> known) =>
        detail.Process is { } process ? SocketProcesses.NameOf(process) is { } name ? new ProcessDocument(name, process) : null
        : detail.Socket is { } socket && known.TryGetValue(socket, out ProcessName found) ? new ProcessDocument(found.Name, found.Id)
        : null;
}

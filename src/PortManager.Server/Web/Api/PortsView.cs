using PortManager.Server.Identity;
using PortManager.Server.Listening;
using PortManager.Server.Status;

namespace PortManager.Server.Web.Api;

/// <summary>Looks at what is allocated: once for all requests at the same time. Any thread may use it.</summary>
internal sealed class PortsView(DaemonView daemon, ListenedPorts listened, UserNames names, SocketProcesses processes, TimeProvider time) : IDisposable
{
    // A process may have begun to listen, which no event says.
    private static readonly TimeSpan s_validFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_nameTimeout = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _looking = new(1, 1);
    private PortsSnapshot? _latest;

    /// <summary>What is allocated: whatever was allocated before the call is in it, and nothing that was released before it.</summary>
    public async Task<PortsSnapshot> NowAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            bool isRecent = _latest is not null && time.GetElapsedTime(_latest.TakenAt) < s_validFor;
            return isRecent && _latest!.Version == await daemon.VersionAsync() ? _latest : _latest = await LookAsync();
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose()
    {
        _looking.Dispose();
        listened.Dispose();
    }

    private async Task<PortsSnapshot> LookAsync()
    {
        DaemonView.Rows now = await daemon.RowsAsync(listened.Now());
        IReadOnlyDictionary<uint, ProcessName> known = await processes.OfAsync(now.Details.Select(d => d.Socket).OfType<uint>().ToHashSet());
        await PrepareNamesAsync(now.Details.Select(d => d.Owner).OfType<long>().Distinct());
        var rows = new PortDocument[now.Details.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            PortDetail detail = now.Details[i];
            string? verified = detail.Owner is { } owner ? names.LastKnown(owner) : null;
            rows[i] = new PortDocument(
                detail.Port, detail.Service, detail.User, verified, detail.State, ApiJson.Time(detail.Since), ProcessOf(detail, known));
        }

        return new PortsSnapshot(now.Version, time.GetTimestamp(), new PortsDocument(Environment.MachineName, now.LastEventId, rows));
    }

    private async Task PrepareNamesAsync(IEnumerable<long> owners)
    {
        try
        {
            await Task.WhenAll(owners.Select(names.PrepareAsync)).WaitAsync(s_nameTimeout, time);
        }
        catch (TimeoutException)
        {
            // The numbers are shown.
        }
    }

    private static ProcessDocument? ProcessOf(PortDetail detail, IReadOnlyDictionary<uint, ProcessName> known) =>
        detail.Process is { } process ? SocketProcesses.NameOf(process) is { } name ? new ProcessDocument(name, process) : null
        : detail.Socket is { } socket && known.TryGetValue(socket, out ProcessName found) ? new ProcessDocument(found.Name, found.Id)
        : null;
}

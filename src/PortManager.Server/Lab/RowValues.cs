using PortManager.Lab;
using PortManager.Protocol;
using PortManager.Server.Identity;
using PortManager.Server.Listening;

namespace PortManager.Server.Lab;

/// <summary>Puts rows into the words of the directory: with names of users, and with who listens.</summary>
internal sealed class RowValues(UserNames users, ListenedPorts listened) : IDisposable
{
    // A directory service may hang. Its users are numbers until it answers.
    private static readonly TimeSpan s_nameTimeout = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<long> _asked = [];

    /// <summary>Makes the values of some rows.</summary>
    public async Task<Dictionary<int, byte[]>> MakeAsync(IReadOnlyCollection<DirectoryRow> rows)
    {
        await AskForNamesAsync(rows).ConfigureAwait(false);
        PortListeners listeners = rows.Count > 0 ? listened.Now() : default;
        return rows.ToDictionary(row => row.Port, row => LabValues.Write(new ServiceValue(
            row.Service,
            row.User,
            row.Owner is { } owner ? users.LastKnown(owner) : null,
            DetailRow.WordOf(row.IsOrphan ? PortState.Orphaned : listeners.IsListenedOn(row.Port) ? PortState.Listening : PortState.Reserved),
            row.Since)));
    }

    public void Dispose() => listened.Dispose();

    private async Task AskForNamesAsync(IReadOnlyCollection<DirectoryRow> rows)
    {
        Task[] asked = [.. rows.Select(row => row.Owner).OfType<long>().Distinct().Where(owner => !users.TryFind(owner, out _) && _asked.Add(owner)).Select(users.PrepareAsync)];
        if (asked.Length > 0)
            await Task.WhenAny(Task.WhenAll(asked), Task.Delay(s_nameTimeout)).ConfigureAwait(false);
    }
}

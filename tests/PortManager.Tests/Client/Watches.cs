using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

/// <summary>Watches, and the daemons that they watch.</summary>
internal static class Watches
{
    public static ScriptedPeer New(Func<PeerConnection, string, Task> onWatch) => ScriptedPeer.Start((connection, line) =>
        line == "VERSION" ? connection.SendAsync(NewVersion)
        : line.StartsWith("WATCH", StringComparison.Ordinal) ? onWatch(connection, line)
        : OldDaemonAsync(connection, line));

    public static async Task<string> TakeAsync(IAsyncEnumerable<PortChange> changes, int count)
    {
        List<PortChange> taken = await changes.Take(count).ToListAsync(Token).AsTask().Bounded();
        return string.Join('|', taken.Select(
            c => $"{(c.Kind == PortChangeKind.Added ? '+' : '-')}{c.Allocation.Port} {c.Allocation.Service}"));
    }
}

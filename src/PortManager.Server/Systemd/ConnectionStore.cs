using System.Globalization;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Journal;
using PortManager.Server.Logging;

namespace PortManager.Server.Systemd;

/// <summary>
/// Keeps connections in systemd's file-descriptor store. systemd holds a copy of the descriptor, so that a connection
/// does not close before systemd has let go of it too.
/// </summary>
internal sealed class ConnectionStore(NotifySocket systemd, Ledger ledger, JournalFile journal, ILogger log) : IConnectionStore
{
    private const string Prefix = "c";

    private readonly Lock _lock = new();

    /// <summary>The name under which systemd has a connection; short, for all of them have to fit into one variable.</summary>
    public static string NameOf(long connection) => Prefix + connection.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The number of the connection that has a name; null when it is no connection's.</summary>
    public static long? NumberOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    public void Keep(AcceptedConnection connection)
    {
        // Its client has to notice that the next daemon does not know what it holds.
        if (journal.IsFailing)
        {
            Forget(connection);
            return;
        }

        // The kernel does not count the bytes of a Unix socket.
        if (connection.Progress.IsStored || !connection.HoldsPorts || connection.Socket is null || connection.Address is null)
            return;
        LedgerEntry? entry;
        lock (_lock)
            entry = ledger.Add(connection.Id, connection.Progress.Position);
        if (entry is null || !systemd.Store(connection.Socket.SafeHandle, NameOf(connection.Id)))
        {
            log.NotStored(connection.Address);
            if (entry is not null)
                Remove(entry);
            return;
        }

        connection.Progress.Store(entry);
    }

    public void Forget(AcceptedConnection connection)
    {
        if (connection.Progress.Unstore() is not { } entry)
            return;
        systemd.Remove(NameOf(connection.Id));
        Remove(entry);
    }

    private void Remove(LedgerEntry entry)
    {
        lock (_lock)
            ledger.Remove(entry);
    }
}

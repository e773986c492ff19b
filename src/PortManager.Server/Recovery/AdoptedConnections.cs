using System.Net;
using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Logging;
using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Server.Recovery;

/// <summary>Makes connections of this process out of those that the process before left open.</summary>
internal sealed class AdoptedConnections(Ledger ledger, StoredNames names, PeerIdentity identity, ILogger log)
{
    /// <summary>Adopts the connections that can be continued, and closes the others.</summary>
    /// <param name="descriptors">What systemd passed.</param>
    /// <param name="frees">The FREE requests that the journal says were carried out.</param>
    public IReadOnlyList<Adopted> Adopt(IReadOnlyList<int> descriptors, IReadOnlyList<FreeRequest> frees)
    {
        ILookup<long, FreeRequest> freesOf = frees.ToLookup(f => f.Place.Connection);
        var adopted = new List<Adopted>();
        var numbers = new HashSet<long>();
        foreach (int descriptor in descriptors)
        {
            LedgerEntry? entry = ledger.Find(SocketOption.Cookie(descriptor));
            if (entry is not null && numbers.Add(entry.Connection) && Adopt(descriptor, entry, freesOf) is { } connection)
                adopted.Add(connection);
            else
                InheritedDescriptors.Close(descriptor);
        }

        ledger.KeepOnly([.. adopted.Select(a => a.Connection.Stored!)]);
        return adopted;
    }

    private Adopted? Adopt(int descriptor, LedgerEntry entry, ILookup<long, FreeRequest> freesOf)
    {
        // Its listener may have had it set only later: without it, the kernel counts an urgent byte that was not read as read.
        SocketOption.SetUrgentInline(descriptor);
        if (TcpByteCounts.Of(descriptor) is not { } counts || HasLeft(descriptor) || !names.TryAdd(StoredNames.Of(entry.Index)))
            return null;
        IPEndPoint? peer = ListeningSocket.PeerEnd(descriptor);
        if (entry.Position.Compare(counts) is not { } position)
        {
            log.CutShort(peer?.Address);
            return null;
        }

        // What was answered, and not taken before the process ended.
        new StreamSocket(descriptor).Discard(position.Consumed - counts.Read);
        entry.Position = position;
        var connection = new Connection(entry.Connection, identity.Of(descriptor, peer), descriptor)
        {
            Consumed = position.Consumed,
            Replied = position.Replied,
            Stored = entry,
            Watched = entry.Watch,
        };
        foreach (FreeRequest free in freesOf[entry.Connection].Where(f => f.Place.Position >= position.Consumed))
            (connection.FreesCarriedOut ??= []).TryAdd(free.Place.Position, free.Released.Port);
        PortFilter? watched = entry.Watch is { } watch && watch.RequestPosition < position.Consumed ? watch.Filter : null;
        return new Adopted(connection, watched);
    }

    // A peer that sent something more before it closed its side is answered first.
    private static bool HasLeft(int descriptor) => TcpByteCounts.PeerHasClosed(descriptor) && TcpByteCounts.InputLength(descriptor) == 0;
}

/// <summary>A connection that was open when the process before ended.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Watched">What it watches; null if it does not.</param>
internal sealed record Adopted(Connection Connection, PortFilter? Watched);

using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Listening;

namespace PortManager.Server.Status;

/// <summary>An allocation with what the kernel knows of it.</summary>
/// <param name="Port">The port.</param>
/// <param name="Service">The name as advertised.</param>
/// <param name="User">The user as the request gave it.</param>
/// <param name="Owner">The user id that the kernel gives for the holder; null if it does not.</param>
/// <param name="State">Whether some process listens there.</param>
/// <param name="Since">When the port was taken.</param>
/// <param name="Socket">The inode of a socket of the holder's, by which /proc tells its process; null if it is not known.</param>
/// <param name="Process">The holder's process, where the kernel gave it at once.</param>
internal readonly record struct PortDetail(
    int Port, string Service, string User, long? Owner, PortState State, DateTimeOffset Since, uint? Socket, int? Process)
{
    public static PortDetail Of(Allocation allocation, PortListeners listeners)
    {
        // An orphan's connection is gone; who listens is all that is left of its holder.
        bool isOrphan = allocation.Holder is OrphanHolder;
        Peer peer = (allocation.Holder as Connection)?.Peer ?? default;
        return new PortDetail(
            allocation.Port,
            allocation.Service,
            allocation.User,
            allocation.Holder.Owner,
            isOrphan ? PortState.Orphaned : listeners.IsListenedOn(allocation.Port) ? PortState.Listening : PortState.Reserved,
            allocation.Since,
            isOrphan ? listeners.SocketOf(allocation.Port, allocation.Holder.Owner)?.Inode : peer.Socket,
            peer.Process);
    }
}

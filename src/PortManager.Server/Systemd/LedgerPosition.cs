using PortManager.Server.Native;

namespace PortManager.Server.Systemd;

/// <summary>
/// How far a connection is, in bytes since it was opened. The kernel counts the same bytes, and its counts outlive the process. Requests are
/// taken from the kernel only after their replies were given to it, so a request that was not answered is still there for the next process
/// (docs/reliability.md).
/// </summary>
/// <param name="Consumed">Bytes of requests that were taken from the kernel.</param>
/// <param name="Replied">Bytes of replies that the kernel has.</param>
/// <param name="BatchConsumed">Bytes of the requests whose replies are being given to the kernel.</param>
/// <param name="BatchReplied">Bytes of these replies.</param>
internal readonly record struct LedgerPosition(long Consumed, long Replied, long BatchConsumed = 0, long BatchReplied = 0)
{
    /// <summary>The position once the kernel has the batch's replies, and its requests were taken.</summary>
    public LedgerPosition AfterBatch => new(Consumed + BatchConsumed, Replied + BatchReplied);

    /// <summary>Finds out what the last process had done when it ended.</summary>
    /// <param name="kernel">What the kernel counted.</param>
    /// <returns>
    /// Where the connection goes on: the kernel may have counted fewer bytes as read, which are then requests that were answered. Null if a reply
    /// went out in part, or the counts do not fit: the connection cannot be continued.
    /// </returns>
    public LedgerPosition? Compare(TcpByteCounts kernel)
    {
        LedgerPosition now = BatchReplied > 0 && kernel.Written == Replied + BatchReplied ? AfterBatch : this with { BatchConsumed = 0, BatchReplied = 0 };
        bool fits = kernel.Written == now.Replied && kernel.Read >= Consumed && kernel.Read <= now.Consumed;
        return fits ? now : null;
    }
}

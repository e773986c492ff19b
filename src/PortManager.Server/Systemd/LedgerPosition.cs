namespace PortManager.Server.Systemd;

/// <summary>
/// How far a connection is, in bytes since it was opened. The kernel counts the same bytes, and its counts outlive the
/// process: the difference is what a process that was killed had read and not answered (docs/reliability.md).
/// </summary>
/// <param name="Consumed">Bytes of requests whose replies the kernel has.</param>
/// <param name="Replied">Bytes of those replies.</param>
/// <param name="BatchConsumed">Bytes of the requests that are being answered.</param>
/// <param name="BatchReplied">Bytes of their replies.</param>
/// <param name="BatchRequests">How many they are.</param>
internal readonly record struct LedgerPosition(
    long Consumed, long Replied, long BatchConsumed = 0, long BatchReplied = 0, int BatchRequests = 0)
{
    /// <summary>What has been read and is not answered.</summary>
    public Unanswered Unanswered { get; init; }

    /// <summary>Whether the batch ends within a line, which is answered although its rest has not come.</summary>
    public bool BatchEndsMidLine { get; init; }

    /// <summary>Whether the next bytes are the rest of a line that is answered already.</summary>
    public bool IsMidLine { get; init; }

    /// <summary>The position once the batch's replies are with the kernel.</summary>
    public LedgerPosition AfterBatch => new(Consumed + BatchConsumed, Replied + BatchReplied)
    {
        IsMidLine = BatchConsumed > 0 ? BatchEndsMidLine : IsMidLine,
        Unanswered = Unanswered.Without(BatchConsumed, BatchRequests),
    };

    /// <summary>What became of the requests that were under way when the process ended.</summary>
    /// <param name="kernel">What the kernel counted: bytes read by the process, and bytes written by it.</param>
    public InFlight Compare((long Read, long Written) kernel)
    {
        LedgerPosition now = this;
        if (BatchReplied > 0 && kernel.Written == Replied + BatchReplied)
            now = AfterBatch;
        if (kernel.Written != now.Replied || kernel.Read < now.Consumed)
            return new InFlight(InFlightKind.CutShort, now);
        Unanswered unanswered = now.Unanswered;
        long bytes = kernel.Read - now.Consumed;
        // It ended between the read and the note of it: nearly every client has one request under way, and a whole one.
        if (bytes != unanswered.Bytes)
            unanswered = bytes == 0 ? default : new Unanswered(bytes, Math.Max(1, now.BatchRequests), EndsMidLine: false);
        return new InFlight(
            bytes == 0 ? InFlightKind.None : InFlightKind.Unanswered,
            new LedgerPosition(now.Consumed, now.Replied) { IsMidLine = now.IsMidLine, Unanswered = unanswered });
    }
}

/// <summary>What became of requests that were under way.</summary>
internal enum InFlightKind
{
    /// <summary>There were none.</summary>
    None,

    /// <summary>They were read, and nothing was answered.</summary>
    Unanswered,

    /// <summary>A reply went out in part: the client cannot be served on.</summary>
    CutShort,
}

/// <summary>What became of the requests under way on a connection.</summary>
/// <param name="Kind">What became of them.</param>
/// <param name="Position">Where the connection goes on.</param>
internal readonly record struct InFlight(InFlightKind Kind, LedgerPosition Position);

/// <summary>What has been read of a connection and is not answered.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Requests">How many requests it is, with the one that it may end within.</param>
/// <param name="EndsMidLine">Whether it ends within a request.</param>
internal readonly record struct Unanswered(long Bytes, int Requests, bool EndsMidLine)
{
    /// <summary>What is left when some of it has been answered.</summary>
    public Unanswered Without(long bytes, int requests) =>
        bytes == Bytes ? default : this with { Bytes = Bytes - bytes, Requests = Requests - requests };
}

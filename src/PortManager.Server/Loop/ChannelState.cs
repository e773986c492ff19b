namespace PortManager.Server.Loop;

/// <summary>What a <see cref="Channel"/> is doing.</summary>
[Flags]
internal enum ChannelState
{
    None = 0,

    /// <summary>The peer has closed its side.</summary>
    PeerClosed = 1,

    /// <summary>A request waits for a name.</summary>
    Suspended = 1 << 1,

    /// <summary>Its replies are sent at the end of the turn.</summary>
    InTurn = 1 << 2,

    /// <summary>Its replies wait until systemd has stored it.</summary>
    Held = 1 << 3,

    /// <summary>Its replies wait for the peer to read.</summary>
    Blocked = 1 << 4,

    /// <summary>There is more to do, once the replies are sent.</summary>
    Again = 1 << 5,

    /// <summary>It has requests that were read and are not answered, because its share of the turn was used up or because it was suspended.</summary>
    Yielded = 1 << 6,

    /// <summary>It goes on in the next turn.</summary>
    Scheduled = 1 << 7,

    /// <summary>The daemon closes it, once the replies are sent.</summary>
    Closing = 1 << 8,

    /// <summary>The daemon has closed its side, and reads on for a while.</summary>
    Lingering = 1 << 9,

    /// <summary>All its requests are answered, and no more come: it ends once the replies are sent.</summary>
    Ending = 1 << 10,

    /// <summary>It is over.</summary>
    Ended = 1 << 11,

    /// <summary>It is told of changes.</summary>
    Watching = 1 << 12,

    /// <summary>Urgent bytes have come. A read ends before them, although there is more.</summary>
    Urgent = 1 << 13,

    /// <summary>It must not be read.</summary>
    Busy = Suspended | InTurn | Held | Blocked | Closing | Lingering | Ending | Ended,
}

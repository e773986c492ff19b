using System.Net;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Systemd;

namespace PortManager.Server.Connections;

/// <summary>A connection as the daemon knows it: where it comes from, what it holds, and when it last sent something.</summary>
/// <param name="id">Its number, which no other connection has had since the state folder was new.</param>
/// <param name="peer">Who is at the other end.</param>
/// <param name="descriptor">Its socket.</param>
internal sealed class Connection(long id, Peer peer, int descriptor = -1) : Holder
{
    private long _lastActive;

    public override long Id => id;

    public override long? Owner => peer.Owner;

    public override long RequestPosition => Consumed + RequestOffset;

    // The loop releases the ports of whatever has closed before it reads a question.
    public override bool HasLeft => false;

    /// <summary>Its socket; -1 if it has none, as in tests.</summary>
    public int Descriptor => descriptor;

    public bool IsLocal => peer.IsLocal;

    /// <summary>Who is at the other end.</summary>
    public Peer Peer => peer;

    /// <summary>The peer's address; null for a Unix socket.</summary>
    public IPAddress? Address => peer.Address;

    /// <summary>The name of the owner, or its number until the name is known; null if the owner is unknown or was never asked for.</summary>
    public string? OwnerName { get; set; }

    /// <summary>Whether the system told <see cref="OwnerName"/>; else the name may come later.</summary>
    public bool IsOwnerNameCertain { get; set; }

    /// <summary>Whether the name that a request waits for did not come in time: the request goes on without it.</summary>
    public bool HasNameTimedOut { get; set; }

    /// <summary>The name of the other host, or its address; null until it was asked for.</summary>
    public string? HostName { get; set; }

    /// <summary>Bytes of requests that have been answered and taken from the kernel.</summary>
    public long Consumed { get; set; }

    /// <summary>Bytes of replies that the kernel has.</summary>
    public long Replied { get; set; }

    /// <summary>Where the request that is being carried out begins, behind <see cref="Consumed"/>.</summary>
    public int RequestOffset { get; set; }

    /// <summary>Whether the process before carried out requests for ports that it did not answer.</summary>
    public bool HasPostponedPorts { get; set; }

    /// <summary>The FREE requests that the process before carried out and did not answer, with their ports; null if there are none.</summary>
    public Dictionary<long, int>? FreesCarriedOut { get; set; }

    /// <summary>Its place in the ledger; null unless systemd keeps it.</summary>
    public LedgerEntry? Stored { get; set; }

    /// <summary>What it watches, for the ledger; null if it does not.</summary>
    public LedgerWatch? Watched { get; set; }

    /// <summary>Whether it got a port, or gave one back, in the turn that is going on.</summary>
    public bool HasChangedPorts { get; set; }

    /// <summary>When it was stored, in milliseconds of the loop's clock.</summary>
    public long StoredAt { get; set; }

    /// <summary>Whether it waits to be stored.</summary>
    public bool IsBeingStored { get; set; }

    /// <summary>When it last sent something, in milliseconds of the loop's clock. Any thread may read and write it.</summary>
    public long LastActive
    {
        get => Volatile.Read(ref _lastActive);
        set => Volatile.Write(ref _lastActive, value);
    }

    /// <summary>Since when part of a request waits for its end, in milliseconds of the loop's clock; 0 if none does.</summary>
    public long PartialSince { get; set; }

    /// <summary>Bytes that this connection makes the daemon keep: replies that wait for the peer to read them, and parts of requests.</summary>
    public long UnreadBytes { get; set; }

    /// <summary>Whether it is being closed because it left too much unread.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether its peer speaks HTTP: it never holds a port.</summary>
    public bool IsHttp { get; set; }
}

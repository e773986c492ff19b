using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Native;

namespace PortManager.Server.Connections;

/// <summary>A connection as the daemon knows it: where it comes from, what it holds, and when it was last heard of.</summary>
/// <param name="context">Kestrel's side of it.</param>
/// <param name="id">Its number.</param>
/// <param name="peer">Who is at the other end.</param>
internal sealed class AcceptedConnection(ConnectionContext context, long id, Peer peer) : Holder
{
    private long _partialSince;

    public override long Id => id;

    public override long? Owner => peer.Owner;

    public override long RequestPosition => Progress.Position.Consumed + BatchPosition;

    public override bool HasLeft => Socket is not null && SocketState.PeerHasClosed(Socket);

    public ConnectionContext Context => context;

    public Socket? Socket { get; } = context.Features.Get<IConnectionSocketFeature>()?.Socket;

    public bool IsLocal => peer.IsLocal;

    /// <summary>The name of the owner, once it has been asked for, or his number; null where he is unknown.</summary>
    public string? OwnerName { get; set; }

    /// <summary>Whether the system told <see cref="OwnerName"/>; else it is the number of an owner whose name may come later.</summary>
    public bool IsOwnerNameCertain { get; set; }

    /// <summary>Who is at the other end.</summary>
    public Peer Peer => peer;

    /// <summary>The peer's address; null for what has none.</summary>
    public IPAddress? Address => peer.Address;

    /// <summary>How far it is: at its beginning, unless it outlived the process before.</summary>
    public Progress Progress { get; init; } = new(default, null);

    /// <summary>What it watched when the process before ended; null when it did not.</summary>
    public PortFilter? WatchedBefore { get; init; }

    /// <summary>Where in the batch of requests that is being answered the one begins that is being carried out.</summary>
    public long BatchPosition { get; set; }

    /// <summary>When a request came last, in milliseconds since the system started.</summary>
    public long LastActive { get; private set; } = Environment.TickCount64;

    /// <summary>Bytes of replies that wait for the peer to read.</summary>
    public long UnreadBytes { get; set; }

    /// <summary>Whether it is being closed because it left too much unread.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether its peer speaks HTTP: it never holds a port.</summary>
    public bool IsHttp { get; set; }

    public void Touch() => LastActive = Environment.TickCount64;

    /// <summary>Notes whether a request has begun and not ended.</summary>
    /// <param name="isPartial">Whether one has.</param>
    /// <param name="isAnother">Whether it began just now, behind a whole one.</param>
    public void NotePartialRequest(bool isPartial, bool isAnother = false)
    {
        if (!isPartial)
            Volatile.Write(ref _partialSince, 0);
        else if (_partialSince == 0 || isAnother)
            Volatile.Write(ref _partialSince, LastActive);
    }

    /// <summary>Whether a request began before a time, and has not ended.</summary>
    public bool IsPartialSince(long time) => Volatile.Read(ref _partialSince) is var since and not 0 && since <= time;

    /// <summary>Wakes its session if a request of it began before a time: the session sees whether it still is so.</summary>
    public void WakeIfPartialSince(long time)
    {
        if (IsPartialSince(time))
            context.Transport.Input.CancelPendingRead();
    }
}

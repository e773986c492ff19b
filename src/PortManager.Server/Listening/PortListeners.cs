using PortManager.Server.Native;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>Who listened where at one moment.</summary>
internal readonly struct PortListeners(PortOwners? listeners, IPortProbe probe)
{
    /// <summary>Whether the kernel told whose the listeners are. If not, any listener is taken for the right one.</summary>
    public bool AreKnown => listeners is not null;

    public bool IsListenedOn(int port) => listeners?.Contains(port) ?? probe.Look(port) is PortUse.InUse or PortUse.Unknown;

    /// <summary>Who listens on a port that a user was given.</summary>
    /// <param name="port">The port.</param>
    /// <param name="owner">The user's id; null if the kernel did not tell it: then any listener is taken for that user's.</param>
    public ListenedBy WhoListens(int port, long? owner) =>
        !IsListenedOn(port) ? ListenedBy.Nobody
        : listeners is null || owner is not { } user || listeners.IsOf(port, user) ? ListenedBy.Owner
        : ListenedBy.Others;

    /// <summary>A socket that listens on a port: a user's own if it has one; null if none does, or the kernel does not tell.</summary>
    public SocketOwner? SocketOf(int port, long? owner) => listeners?.Find(port, owner);

    /// <summary>A user other than a given one who listens on a port; null if none does, or the kernel does not tell.</summary>
    public long? OtherUserOn(int port, long? user) => listeners?.FindOther(port, user)?.User;
}

/// <summary>Who listens on a port that somebody was given.</summary>
internal enum ListenedBy
{
    Nobody,

    /// <summary>A process of the user who was given the port, and maybe others on other addresses.</summary>
    Owner,

    /// <summary>Other users alone.</summary>
    Others,
}

using PortManager.Server.Identity;
using PortManager.Server.Native;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>Whether some process listens on a port.</summary>
internal sealed class ListenedPorts(PeerIdentity kernel, IPortProbe probe)
{
    /// <summary>Looks now, at all ports at once where the kernel tells; else at each port when it is asked for.</summary>
    public Func<int, bool> Now() => Listeners().IsListenedOn;

    /// <summary>As <see cref="Now"/>, with whose sockets they are.</summary>
    public PortListeners Listeners() => new(kernel.Listeners(), probe);

    /// <summary>The user id of who listens on a port; null when nobody does, or the kernel does not tell.</summary>
    public long? OwnerOf(int port) => Listeners().OwnerOf(port)?.User;
}

/// <summary>Who listened where at one moment.</summary>
internal readonly struct PortListeners(IReadOnlyDictionary<int, SocketOwner>? listeners, IPortProbe probe)
{
    public bool IsListenedOn(int port) => listeners?.ContainsKey(port) ?? probe.IsFree(port) != true;

    /// <summary>Whose socket it is that listens on a port; null when nobody does, or the kernel does not tell.</summary>
    public SocketOwner? OwnerOf(int port) => listeners is not null && listeners.TryGetValue(port, out SocketOwner owner) ? owner : null;
}

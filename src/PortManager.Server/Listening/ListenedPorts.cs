using PortManager.Server.Identity;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>Whether some process listens on a port.</summary>
internal sealed class ListenedPorts(PeerIdentity kernel, IPortProbe probe)
{
    /// <summary>Looks now, at all ports at once where the kernel tells; else at each port when it is asked for.</summary>
    public Func<int, bool> Now() =>
        kernel.Listeners() is { } listeners ? listeners.ContainsKey : port => !probe.IsFree(port);

    /// <summary>The user id of who listens on a port; null when nobody does, or the kernel does not tell.</summary>
    public long? OwnerOf(int port) =>
        kernel.Listeners() is { } listeners && listeners.TryGetValue(port, out uint owner) ? owner : null;
}

using System.ComponentModel;
using PortManager.Server.Native;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>Whether some process listens on a port. Not safe for several threads.</summary>
internal sealed class ListenedPorts : IDisposable
{
    private readonly IPortProbe _probe;
    private readonly SockDiag? _kernel;

    /// <param name="probe">Is asked if the kernel does not list who listens.</param>
    public ListenedPorts(IPortProbe probe)
    {
        _probe = probe;
        try
        {
            _kernel = SockDiag.Open();
        }
        catch (Win32Exception)
        {
            // A sandbox without netlink: each port is probed.
        }
    }

    /// <summary>Looks now, at all ports at once if the kernel lists them; else at each port when it is asked for.</summary>
    public PortListeners Now() => new(_kernel?.Listeners(), _probe);

    /// <summary>The user id of the process that listens on a port; null if none does, or the kernel does not tell.</summary>
    public long? OwnerOf(int port) => Now().OwnerOf(port)?.User;

    public void Dispose() => _kernel?.Dispose();
}

/// <summary>Who listened where at one moment.</summary>
internal readonly struct PortListeners(IReadOnlyDictionary<int, SocketOwner>? listeners, IPortProbe probe)
{
    public bool IsListenedOn(int port) => listeners?.ContainsKey(port) ?? probe.IsFree(port) != true;

    /// <summary>Whose socket it is that listens on a port; null if none does, or the kernel does not tell.</summary>
    public SocketOwner? OwnerOf(int port) => listeners is not null && listeners.TryGetValue(port, out SocketOwner owner) ? owner : null;
}

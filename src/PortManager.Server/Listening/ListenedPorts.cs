using System.ComponentModel;
using PortManager.Server.Native;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>Which processes listen on which ports. Not safe for several threads.</summary>
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

    /// <summary>A user other than a given one who listens on a port, or is bound to it; null if none is, or the kernel does not tell.</summary>
    public long? OtherUserOn(int port, long? user) => _kernel?.OwnersOf(port)?.FindOther(port, user)?.User;

    public void Dispose() => _kernel?.Dispose();
}

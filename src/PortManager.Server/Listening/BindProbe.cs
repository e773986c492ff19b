using System.ComponentModel;
using System.Diagnostics;
using PortManager.Server.Native;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>
/// Looks whether a port is in use by binding it and letting go. The bind is strict: with SO_REUSEADDR it would succeed
/// beside sockets that are bound but do not listen. If it fails, the kernel is asked whether a process has the port. Not safe for several threads.
/// </summary>
internal sealed class BindProbe : IPortProbe, IDisposable
{
    // Asking for all sockets takes milliseconds if there are thousands. A client that causes it again and again leaves most of the time to others.
    private const int ValidForFactor = 10;

    private readonly PortRanges _ports;
    private readonly SockDiag? _kernel;
    private BoundPorts? _bound;
    private long _askedAt;
    private TimeSpan _asking;

    /// <param name="ports">The ports that will be looked at.</param>
    public BindProbe(PortRanges ports)
    {
        _ports = ports;
        try
        {
            _kernel = SockDiag.Open();
        }
        catch (Win32Exception)
        {
            // A sandbox without netlink: what cannot be bound is in use.
        }
    }

    public PortUse Look(int port) => StrictBind.Succeeds(port) switch
    {
        true => PortUse.Free,
        null => PortUse.Unknown,
        false when !Bound.HasOnlyClosed(port) => PortUse.InUse,
        false => StrictBind.Succeeds(port, reuseAddress: true) == true ? PortUse.Reusable : PortUse.Closing,
    };

    public void BeginTurn()
    {
        if (_bound is not null && Stopwatch.GetElapsedTime(_askedAt) > ValidForFactor * _asking)
            _bound = null;
    }

    public void Dispose() => _kernel?.Dispose();

    // All at once: a host may have thousands of sockets, and a pool hundreds of ports that were just used.
    private BoundPorts Bound => _bound ??= Ask();

    private BoundPorts Ask()
    {
        long start = Stopwatch.GetTimestamp();
        BoundPorts bound = _kernel?.Bound(_ports.Lowest, _ports.Highest) ?? BoundPorts.Unknown;
        _askedAt = Stopwatch.GetTimestamp();
        _asking = Stopwatch.GetElapsedTime(start, _askedAt);
        return bound;
    }
}

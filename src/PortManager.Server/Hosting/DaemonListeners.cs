using System.Net;
using PortManager.Server.Listening;
using PortManager.Server.Loop;
using PortManager.Server.Status;

namespace PortManager.Server.Hosting;

/// <summary>The sockets that the daemon listens on.</summary>
/// <param name="Lines">Those of the line protocol, TCP before Unix: the first one's port is the daemon's.</param>
/// <param name="Web">Those of HTTP alone.</param>
/// <param name="IsHttpOn">Whether HTTP is spoken at all.</param>
internal sealed record DaemonListeners(IReadOnlyList<Listener> Lines, IReadOnlyList<Listener> Web, bool IsHttpOn)
{
    /// <summary>The port that clients know.</summary>
    public int Port => Lines[0].Port ?? 0;

    /// <summary>Those that systemd should have passed.</summary>
    public IReadOnlyList<Listener> Missing { get; private init; } = [];

    /// <summary>A sentence for the operator about those that systemd should have passed; null if there are none.</summary>
    public string? Warning => Missing.Count == 0
        ? null
        : $"systemd's socket unit does not listen on {string.Join(" and ", Missing.Select(l => l.EndPoint))}, so the daemon does; clients are refused there while it is "
            + "restarted, unless the unit has a ListenStream= for each of these";

    /// <summary>Every TCP port of the daemon's own, which it never gives out.</summary>
    public IEnumerable<int> Ports => Lines.Concat(Web).Select(l => l.Port).OfType<int>();

    /// <summary>Where the daemon can be reached from this host.</summary>
    public IPEndPoint Reachable => Lines[0].EndPoint is not IPEndPoint listener ? new IPEndPoint(IPAddress.Loopback, Port)
        : listener.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, listener.Port)
        : listener.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, listener.Port)
        : listener;

    /// <summary>What to type into a browser; null if there is no web page.</summary>
    public string? WebAddress
    {
        get
        {
            if (OfHttp is not [var first, ..])
                return null;
            var web = (IPEndPoint)first.EndPoint;
            bool isEverywhere = web.Address.Equals(IPAddress.Any) || web.Address.Equals(IPAddress.IPv6Any);
            return isEverywhere ? $"http://{Environment.MachineName}:{web.Port}/" : $"http://{web}/";
        }
    }

    /// <summary>The port on which other hosts see the web page; null if they see none.</summary>
    public int? PublicHttpPort => OfHttp.Select(l => l.EndPoint).OfType<IPEndPoint>().FirstOrDefault(place => !IPAddress.IsLoopback(place.Address))?.Port;

    // Those on which HTTP is spoken: of its own, or all.
    private IReadOnlyList<Listener> OfHttp => !IsHttpOn ? [] : Web.Count > 0 ? Web : Lines;

    /// <summary>Opens those that the options name, and takes those that systemd passed.</summary>
    /// <exception cref="ListenException">One of them cannot be opened.</exception>
    public static DaemonListeners Open(PortManagerServerOptions options, IReadOnlyList<Listener> passed)
    {
        List<Listener> lines = [.. passed.Where(l => l.Port is not null)];
        IReadOnlyList<Listener> missing = FormerDaemon.Outlive(() => Listeners.OpenMissing(lines));
        lines.AddRange(missing);
        if (lines.Count == 0)
            lines.AddRange(FormerDaemon.Outlive(() => Listeners.Open(options.Listen)));
        lines.ForEach(l => TcpOptions.Set(l.Descriptor));
        lines.AddRange(passed.Where(l => l.Port is null));
        if (options.UnixPath is { } path)
            lines.Add(FormerDaemon.Outlive(() => UnixListener.Open(path)));
        IReadOnlyList<Listener> web = options.Http is { IsOn: true, Listen: { } place } ? OpenWeb(place, lines) : [];
        return new DaemonListeners(lines, web, options.Http.IsOn) { Missing = missing };
    }

    private static IReadOnlyList<Listener> OpenWeb(ListenAddress place, List<Listener> lines)
    {
        try
        {
            return FormerDaemon.Outlive(() => Listeners.Open([place]));
        }
        catch (ListenException) when (lines.Exists(line => line.Overlaps(place)))
        {
            throw new ListenException($"--http {place} is where the line protocol is spoken: leave --http out to have both there, or give HTTP another port");
        }
    }

    /// <summary>Has a loop accept their connections.</summary>
    public void Open(EventLoop loop)
    {
        foreach (Listener listener in Lines)
            loop.Listen(listener, isHttp: false);
        foreach (Listener listener in Web)
            loop.Listen(listener, isHttp: true);
    }

    /// <summary>Where they are, for people.</summary>
    public ServedEndPoints EndPoints(bool preservesConnections)
    {
        string[] lines = [.. Lines.Select(l => l.EndPoint.ToString()!)];
        string[] web = [.. OfHttp.Select(l => l.EndPoint.ToString()!)];
        return new ServedEndPoints(lines, web, preservesConnections);
    }
}

using System.Net;
using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Server;

/// <summary>
/// Everything that can be set about the daemon, with its defaults. <see cref="Problem"/> is the one place that checks it.
/// </summary>
public sealed record PortManagerServerOptions
{
    /// <summary>The port that every client knows, and that the daemon serves on unless told otherwise.</summary>
    public const int DefaultPort = 30000;

    /// <summary>Where to listen; at least one. Default: port 30000 on every address of the host.</summary>
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [ListenAddress.OnPort(DefaultPort)];

    /// <summary>The pool that ports are given out of. Default: 30001-31000.</summary>
    public PortRanges Ports { get; init; } = PortRanges.Default;

    /// <summary>The log. Default: /var/log/nscldaq/portmanager.log.</summary>
    public string LogFile { get; init; } = "/var/log/nscldaq/portmanager.log";

    /// <summary>The file that lists the allocations. Default: /var/tmp/daqportmgr/ports.txt.</summary>
    public string UsageFile { get; init; } = "/var/tmp/daqportmgr/ports.txt";

    /// <summary>The file that holds the listen port. Default: /var/tmp/daqportmgr/listen.port.</summary>
    public string PortFile { get; init; } = "/var/tmp/daqportmgr/listen.port";

    /// <summary>The file that holds the process id. Default: /var/run/nscldaq/daqportmgr.pid.</summary>
    public string PidFile { get; init; } = "/var/run/nscldaq/daqportmgr.pid";

    /// <summary>
    /// The folder for what is the daemon's own. Default (null): a folder named after the listen port below
    /// /var/lib/portmanager where that can be written, else below the user's state folder.
    /// </summary>
    public string? StateFolder { get; init; }

    /// <summary>
    /// The usage file of another port manager, in whose place this one comes. What it lists is listed while processes of its users listen there. It is read once. Default (null): none.
    /// </summary>
    public string? TakeOverFile { get; init; }

    /// <summary>What happens when a user advertises a service a second time. Default: it gets a number.</summary>
    public DuplicatePolicy Duplicates { get; init; } = DuplicatePolicy.Number;

    /// <summary>
    /// How long, after a start, a port on which nobody listens is kept for the user who had it before. Default: 30 s; zero to
    /// 24 hours.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A Unix socket to listen on as well; null for none.</summary>
    public string? UnixPath { get; init; }

    /// <summary>What happens to a request whose user is not the verified user. Default: it is shown.</summary>
    public IdentityMode Identity { get; init; } = IdentityMode.Warn;

    /// <summary>Names that only certain users may advertise. A name may be there several times: then all its users may. Default: none.</summary>
    public IReadOnlyList<ProtectedName> Protected { get; init; } = [];

    /// <summary>Networks whose hosts count as this one, such as a bridge to its containers. Default: none.</summary>
    public IReadOnlyList<IPNetwork> LocalNetworks { get; init; } = [];

    /// <summary>The web page, REST, events and metrics.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>The directory of the lab. Default (null): none.</summary>
    public DirectoryOptions? Directory { get; init; }

    /// <summary>How much one client, or all of them, may take.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>What is wrong with these options, as a sentence that says what is expected; null when nothing is.</summary>
    public string? Problem()
    {
        if (Listen.Count == 0)
            return "no address to listen on: give at least one port";
        int listening = Listen.Count == 1 ? Listen[0].Port : 0;
        if (Ports.Count == 0 || (Ports.Count == 1 && Ports.Contains(listening)))
            return "the pool is empty: give a range of ports other than the one the daemon listens on";
        if (Grace < TimeSpan.Zero || Grace > TimeSpan.FromHours(24))
            return "the time of grace is out of range: give 0 seconds to 24 hours";
        return Protected.Select(name => name.Problem()).FirstOrDefault(problem => problem is not null)
            ?? DaemonFiles.Problem(this)
            ?? Directory?.Problem()
            ?? Limits.Problem();
    }
}

/// <summary>What happens when a user advertises a service that the same user already advertises.</summary>
public enum DuplicatePolicy
{
    /// <summary>The further one is called <c>name_1</c>, <c>name_2</c> …</summary>
    Number,

    /// <summary>The request is refused; the connection and its ports stay.</summary>
    Refuse,
}

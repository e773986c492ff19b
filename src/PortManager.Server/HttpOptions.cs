using PortManager.Server.Listening;

namespace PortManager.Server;

/// <summary>How the daemon is seen over HTTP: the web page, REST, events and metrics. Nothing can be changed there.</summary>
public sealed record HttpOptions
{
    /// <summary>Whether it speaks HTTP at all. Default: true.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Where HTTP is spoken instead. Default (null): on the ports of the line protocol, beside it.</summary>
    public ListenAddress? Listen { get; init; }

    /// <summary>
    /// Names and addresses by which browsers may call this host, besides localhost, its own names and the addresses that they connect to; <c>*.lab.example</c>
    /// stands for every name that ends with <c>.lab.example</c>. Default: none.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];
}

namespace PortManager.Server.Status;

/// <summary>Where the daemon is.</summary>
/// <param name="Listen">Where it speaks the line protocol: addresses and ports, or the path of a Unix socket.</param>
/// <param name="Http">Where it speaks HTTP; the same places unless it has one of its own.</param>
/// <param name="KeepsConnections">Whether connections outlive the process.</param>
internal sealed record DaemonPlaces(IReadOnlyList<string> Listen, IReadOnlyList<string> Http, bool KeepsConnections);

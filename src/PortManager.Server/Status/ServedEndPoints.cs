namespace PortManager.Server.Status;

/// <summary>Where the daemon listens.</summary>
/// <param name="Listen">Where it speaks the line protocol: addresses and ports, or the path of a Unix socket.</param>
/// <param name="Http">Where it speaks HTTP; the same end points unless it has its own.</param>
/// <param name="PreservesConnections">Whether connections outlive the process.</param>
internal sealed record ServedEndPoints(IReadOnlyList<string> Listen, IReadOnlyList<string> Http, bool PreservesConnections);

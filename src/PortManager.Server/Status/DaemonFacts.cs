namespace PortManager.Server.Status;

/// <summary>What is known of the daemon since its start, and does not change. Any thread may read it.</summary>
/// <param name="Options">What it was told.</param>
/// <param name="EndPoints">Where it listens.</param>
/// <param name="MaxConnections">Connections in all that can be open.</param>
/// <param name="Restarts">What became of the allocations of the daemon before.</param>
/// <param name="Started">When it started.</param>
internal sealed record DaemonFacts(
    PortManagerServerOptions Options, ServedEndPoints EndPoints, int MaxConnections, RestartFigures Restarts, DateTimeOffset Started)
{
    public string Identity => Options.Identity.ToString().ToLowerInvariant();
}

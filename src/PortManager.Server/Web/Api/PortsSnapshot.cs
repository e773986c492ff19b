namespace PortManager.Server.Web.Api;

/// <summary>What was allocated at one moment, for all who ask until something changes, or until it is a second old.</summary>
/// <param name="Version">The version of the registry that it shows.</param>
/// <param name="TakenAt">When that was, as a timestamp.</param>
/// <param name="Document">The rows.</param>
internal sealed record PortsSnapshot(long Version, long TakenAt, PortsDocument Document)
{
    private Entity? _entity;

    /// <summary>All of it, as JSON.</summary>
    public Entity Entity => _entity ??= ApiJson.Entity(Document, ApiJson.Types.PortsDocument);
}

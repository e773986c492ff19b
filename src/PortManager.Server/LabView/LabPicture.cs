using PortManager.Lab;

namespace PortManager.Server.LabView;

/// <summary>The lab at one moment. It never changes, so any thread may read it.</summary>
/// <param name="LastEventId">The number of the latest event that it shows.</param>
/// <param name="Freshness">How far it is true.</param>
/// <param name="Hosts">The hosts by name, and how many services each has.</param>
/// <param name="Services">The services, in no certain order.</param>
internal sealed record LabPicture(
    long LastEventId, LabFreshness Freshness, IReadOnlyList<(LabHostFigures Host, int Services)> Hosts, IReadOnlyList<LabService> Services);

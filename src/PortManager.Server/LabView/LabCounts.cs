namespace PortManager.Server.LabView;

/// <summary>How much is known of the lab.</summary>
/// <param name="Freshness">How far it is true.</param>
/// <param name="Services">How many services there are.</param>
/// <param name="Hosts">How many hosts by state; a state that none has is not there.</param>
internal sealed record LabCounts(LabFreshness Freshness, int Services, IReadOnlyDictionary<string, int> Hosts);

namespace PortManager.Lab;

/// <summary>What a watch has learnt at once.</summary>
/// <param name="Changes">What changed of the services, since the news before.</param>
/// <param name="Hosts">What changed of the hosts. Empty if there is a listing.</param>
internal sealed record LabNews(IReadOnlyList<LabChange> Changes, IReadOnlyList<LabHostChange> Hosts)
{
    /// <summary>All that there is, if it was read anew; null if the changes came one by one.</summary>
    public LabListing? Listing { get; init; }
}

/// <summary>A change of a host.</summary>
/// <param name="Name">The name under which it publishes.</param>
/// <param name="Host">The daemon; null if it is gone.</param>
/// <param name="IsRival">Whether that daemon only wants the name, which another one has.</param>
internal sealed record LabHostChange(string Name, LabHost? Host, bool IsRival);

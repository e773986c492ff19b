namespace PortManager.Lab;

/// <summary>What happened to a service.</summary>
public enum LabChangeKind
{
    /// <summary>It came, or was there when the watch began.</summary>
    Added,

    /// <summary>It is the same service of the same user, and its state, its verified user or its time is another.</summary>
    Updated,

    /// <summary>It went, or its host did.</summary>
    Removed,
}

/// <summary>A change in the lab.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Service">The service: as it is now, or as it was if it went.</param>
public sealed record LabChange(LabChangeKind Kind, LabService Service);

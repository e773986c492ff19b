using PortManager.Lab;

namespace PortManager.Server.LabView;

/// <summary>What happened in the lab.</summary>
internal enum LabEventKind
{
    /// <summary>A service came.</summary>
    Added,

    /// <summary>A service is in another state.</summary>
    Updated,

    /// <summary>A service went.</summary>
    Removed,

    /// <summary>A host came, went, or is in another state.</summary>
    Host,

    /// <summary>The directory can be read again, or cannot be read.</summary>
    Directory,
}

/// <summary>Something that happened in the lab. What does not apply is null.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Service">The service.</param>
/// <param name="Host">The host as it is now.</param>
/// <param name="Directory">The directory as it is now.</param>
internal sealed record LabEvent(LabEventKind Kind, LabService? Service = null, LabHostFigures? Host = null, LabFreshness? Directory = null);

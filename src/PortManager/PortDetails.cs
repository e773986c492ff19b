namespace PortManager;

/// <summary>An allocation with its details: a row of the reply to DETAIL (docs/protocol.md). Later versions may have more of them.</summary>
public sealed record PortDetails
{
    /// <summary>The port, the service and the user, as listed.</summary>
    public required PortAllocation Allocation { get; init; }

    /// <summary>The user who runs the holder of the port, as the kernel reports it; null if it does not.</summary>
    public string? VerifiedUser { get; init; }

    /// <summary>Whether a program listens on the port.</summary>
    public PortState State { get; init; }

    /// <summary>When the port was allocated, in whole seconds.</summary>
    public DateTimeOffset Since { get; init; }
}

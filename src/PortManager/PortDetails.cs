namespace PortManager;

/// <summary>An allocation with its details.</summary>
/// <param name="Allocation">The port, the service and the user, as listed.</param>
/// <param name="VerifiedUser">The user who runs the holder of the port, as the kernel reports it; null if it does not.</param>
/// <param name="State">Whether a program listens on the port.</param>
/// <param name="Since">When the port was allocated, in whole seconds.</param>
public sealed record PortDetails(PortAllocation Allocation, string? VerifiedUser, PortState State, DateTimeOffset Since);

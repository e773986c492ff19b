namespace PortManager;

/// <summary>An allocation, and what else the port manager knows of it.</summary>
/// <param name="Allocation">The port, the service and the user, as listed.</param>
/// <param name="VerifiedUser">Who the kernel says runs the holder of the port; null where it does not tell.</param>
/// <param name="State">Whether the port is listened on.</param>
/// <param name="Since">When the port was taken, in whole seconds.</param>
public sealed record PortDetails(PortAllocation Allocation, string? VerifiedUser, PortState State, DateTimeOffset Since);

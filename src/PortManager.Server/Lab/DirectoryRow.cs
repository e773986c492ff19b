using PortManager.Server.Allocations;

namespace PortManager.Server.Lab;

/// <summary>An allocation as it was at one moment. It never changes, so any thread may read it.</summary>
/// <param name="Port">The port.</param>
/// <param name="Service">The name under which it is advertised.</param>
/// <param name="User">The user as the request gave it.</param>
/// <param name="Owner">The user id that the kernel gives for the holder; null if it does not.</param>
/// <param name="IsOrphan">Whether its connection ended with the daemon before.</param>
/// <param name="Since">When the port was taken.</param>
internal sealed record DirectoryRow(int Port, string Service, string User, long? Owner, bool IsOrphan, DateTimeOffset Since)
{
    public static DirectoryRow Of(Allocation allocation) => Of(allocation, allocation.Service, allocation.Holder);

    /// <summary>The row that a change leaves behind; null if none is left.</summary>
    public static DirectoryRow? Of(Change change) =>
        change is { Kind: ChangeKind.Added or ChangeKind.Moved, Allocation: { } allocation, Holder: { } holder } ? Of(allocation, change.Service, holder) : null;

    private static DirectoryRow Of(Allocation allocation, string service, Holder holder) =>
        new(allocation.Port, service, allocation.User, holder.Owner, holder is OrphanHolder, allocation.Since);
}

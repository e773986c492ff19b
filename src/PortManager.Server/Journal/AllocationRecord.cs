using PortManager.Server.Allocations;

namespace PortManager.Server.Journal;

/// <summary>What the journal keeps of an allocation.</summary>
/// <param name="Port">The port.</param>
/// <param name="Requested">The name that was asked for.</param>
/// <param name="Service">The name that it is advertised under.</param>
/// <param name="User">The user as the request gave it.</param>
/// <param name="Owner">The verified user id of the holder; null when it is not known.</param>
/// <param name="Since">When the port was taken.</param>
/// <param name="Connection">The number of the holder's connection.</param>
/// <param name="RequestPosition">Where in that connection's input the request for it began, in bytes.</param>
internal sealed record AllocationRecord(
    int Port,
    string Requested,
    string Service,
    string User,
    long? Owner,
    DateTimeOffset Since,
    long Connection,
    long RequestPosition)
{
    public ServiceKey Key => new(Requested, User, Owner);

    /// <summary>What is kept of the allocation that a change made.</summary>
    public static AllocationRecord Of(Change change)
    {
        Allocation a = change.Allocation!;
        Holder holder = change.Holder!;
        return new(a.Port, a.Requested, change.Service, a.User, holder.Owner, a.Since, holder.Id, a.RequestPosition);
    }
}

namespace PortManager.Server.Allocations;

/// <summary>
/// A port in grace: nobody listens on it after a restart, so it is not listed, but the server that had it may be about to claim it.
/// </summary>
/// <param name="Requested">The name of the service that was asked for.</param>
/// <param name="Service">The name that it was advertised under.</param>
/// <param name="User">The user as the request gave it.</param>
/// <param name="Owner">The user id that the kernel gave for the holder.</param>
internal readonly record struct GraceReservation(string Requested, string Service, string User, long? Owner)
{
    /// <summary>Whether a claim is by the same user: the verified one if both are known, else the claimed one.</summary>
    public bool IsFor(string user, long? owner) => Owner is not null && owner is not null ? Owner == owner : User == user;
}

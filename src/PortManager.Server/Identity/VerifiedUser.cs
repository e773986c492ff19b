using System.Globalization;

namespace PortManager.Server.Identity;

/// <summary>The user at the other end of a connection, as the kernel tells it.</summary>
/// <param name="Number">The user id; null if the kernel does not tell.</param>
/// <param name="Name">The name, or the number for a user who has none, or whose name did not come in time; null if nobody asked for it.</param>
/// <param name="IsNameCertain">Whether the system told the name.</param>
internal readonly record struct VerifiedUser(long? Number, string? Name, bool IsNameCertain)
{
    /// <summary>The name if the system told it.</summary>
    public string? CertainName => IsNameCertain ? Name : null;

    /// <summary>Whether it is the user of a name or number. A name that the system did not tell is nobody's.</summary>
    public bool Is(string nameOrNumber) =>
        CertainName == nameOrNumber || Number?.ToString(CultureInfo.InvariantCulture) == nameOrNumber;
}

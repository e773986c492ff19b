using System.Diagnostics.CodeAnalysis;

namespace PortManager.Server.Identity;

/// <summary>The names of users, as far as they are known without waiting.</summary>
internal interface IUserNames
{
    /// <summary>The name of a user id, if it is known; the number itself for one that has no name.</summary>
    bool TryFind(long user, [NotNullWhen(true)] out string? name);

    /// <summary>The name as it was last told; the number for one that was never told, which is asked for now.</summary>
    string LastKnown(long user);
}

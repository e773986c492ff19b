using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Listening;

namespace PortManager.Server.Identity;

/// <summary>Who may advertise under which user's name, and claim which port.</summary>
internal sealed class IdentityRule(IdentityMode mode, UserNames names, ListenedPorts listened)
{
    private const long Root = 0;

    /// <summary>Has the name of a connection's owner at hand for <see cref="Check"/>: at once, nearly always, and after half a second at the latest.</summary>
    public async ValueTask PrepareAsync(AcceptedConnection connection)
    {
        if (mode == IdentityMode.Off || connection is not { Owner: { } owner, IsOwnerNameCertain: false })
            return;
        string? name = await names.OfAsync(owner);
        connection.IsOwnerNameCertain = name is not null;
        connection.OwnerName = name ?? UserNames.Number(owner);
    }

    /// <summary>Why a connection may not advertise as a user; null when it may.</summary>
    public Outcome? Check(AcceptedConnection connection, string user)
    {
        string? owner = connection.IsOwnerNameCertain ? connection.OwnerName : null;
        if (mode != IdentityMode.Enforce || connection.Owner == Root || owner == user)
            return null;
        return Outcome.Refused(RefusalReason.WrongUser, owner is not null
            ? $"this connection is {owner}'s, and not {user}'s"
            : $"the system does not tell whether this connection is {user}'s");
    }

    /// <summary>The verified user where it is not the one that was claimed; else null.</summary>
    public static string? Difference(AcceptedConnection connection, string user) =>
        connection.OwnerName is { } name && name != user ? name : null;

    /// <summary>Why a connection may not claim a port: somebody else's process listens on it. Null when it may.</summary>
    public Outcome? CheckClaim(AcceptedConnection connection, int port)
    {
        if (connection.Owner is null or Root || listened.OwnerOf(port) is not { } listener)
            return null;
        return listener == connection.Owner
            ? null
            : Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by a process of user {names.LastKnown(listener)}");
    }
}

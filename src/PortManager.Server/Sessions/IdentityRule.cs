using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Listening;

namespace PortManager.Server.Sessions;

/// <summary>Which users may advertise under which names, and claim which ports.</summary>
internal sealed class IdentityRule(IdentityMode mode, IUserNames names, ListenedPorts listened)
{
    private const long Root = 0;

    /// <summary>Looks up the owner's name for <see cref="Check"/>.</summary>
    /// <returns>False if the name has to be waited for; once it timed out, the number takes its place.</returns>
    public bool TryPrepare(Connection connection)
    {
        if (mode == IdentityMode.Off || connection is not { Owner: { } owner, IsOwnerNameCertain: false })
            return true;
        if (names.TryFind(owner, out string? name))
        {
            connection.OwnerName = name;
            connection.IsOwnerNameCertain = true;
            return true;
        }

        if (!connection.HasNameTimedOut)
            return false;
        connection.HasNameTimedOut = false;
        connection.OwnerName = UserNames.Number(owner);
        return true;
    }

    /// <summary>Why a connection may not advertise as a user; null if it may.</summary>
    public Outcome? Check(Connection connection, string user)
    {
        string? owner = connection.IsOwnerNameCertain ? connection.OwnerName : null;
        if (mode != IdentityMode.Enforce || connection.Owner == Root || owner == user)
            return null;
        return Outcome.Refused(RefusalReason.WrongUser, owner is not null
            ? $"this connection is {owner}'s, and not {user}'s"
            : $"the system does not tell whether this connection is {user}'s");
    }

    /// <summary>Why a connection may not claim a port: another user's process listens on it. Null if it may.</summary>
    public Outcome? CheckClaim(Connection connection, int port)
    {
        if (connection.Owner is null or Root || listened.OwnerOf(port) is not { } listener)
            return null;
        return listener == connection.Owner
            ? null
            : Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by a process of user {names.LastKnown(listener)}");
    }
}

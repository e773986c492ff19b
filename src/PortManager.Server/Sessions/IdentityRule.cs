using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Listening;

namespace PortManager.Server.Sessions;

/// <summary>Which users may advertise under which names, and claim which ports.</summary>
internal sealed class IdentityRule(IdentityMode mode, ProtectedNames protectedNames, IUserNames names, ListenedPorts listened)
{
    private const long Root = 0;

    /// <summary>Whether a name is advertised by its users only, so that the verified user has to be known.</summary>
    public bool IsProtected(string service) => protectedNames.Covers(service);

    /// <summary>Finds out whose a connection is.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="isNeeded">Whether the name is needed even if nobody is checked.</param>
    /// <param name="user">The user.</param>
    /// <returns>False if the name has to be waited for; once it timed out, the number takes its place.</returns>
    public bool TryFindUser(Connection connection, bool isNeeded, out VerifiedUser user)
    {
        user = new VerifiedUser(connection.Owner, connection.OwnerName, connection.IsOwnerNameCertain);
        if (user is not { Number: { } number, IsNameCertain: false } || (mode == IdentityMode.Off && !isNeeded))
            return true;
        bool isKnown = names.TryFind(number, out string? name);
        if (!isKnown && !connection.HasNameTimedOut)
            return false;

        if (!isKnown)
            connection.HasNameTimedOut = false;
        user = new VerifiedUser(number, name ?? UserNames.Number(number), isKnown);
        // A connection that has the name has it shown wherever the request gives another.
        if (mode != IdentityMode.Off)
            (connection.OwnerName, connection.IsOwnerNameCertain) = (user.Name, isKnown);
        return true;
    }

    /// <summary>Why a user may not advertise a service in a name; null if it may.</summary>
    /// <param name="verified">Whose the connection is.</param>
    /// <param name="service">The service.</param>
    /// <param name="user">The user that the request gives.</param>
    public Outcome? Check(VerifiedUser verified, string service, string user)
    {
        if (!protectedNames.Allows(service, verified))
            return Outcome.Refused(RefusalReason.ProtectedName, Refusal(verified, service));
        if (mode != IdentityMode.Enforce || verified.Number == Root || verified.CertainName == user)
            return null;
        return Outcome.Refused(RefusalReason.WrongUser, verified.CertainName is { } owner
            ? $"this connection is {owner}'s, and not {user}'s"
            : $"the system does not tell whether this connection is {user}'s");
    }

    /// <summary>Why a connection may not claim a port: another user's process listens on it, or is about to. Null if it may.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="port">The port.</param>
    /// <param name="isKept">Whether the port was the connection's user's before a restart. Then it may be claimed beside others, on other addresses.</param>
    /// <param name="isListening">Whether that user listens there. True if the kernel does not tell who listens where.</param>
    public Outcome? CheckClaim(Connection connection, int port, bool isKept, out bool isListening)
    {
        PortListeners now = listened.Now();
        bool isRoot = connection.Owner == Root;
        isListening = !now.AreKnown || (isRoot ? now.IsListenedOn(port) : connection.Owner is { } owner && now.WhoListens(port, owner) == ListenedBy.Owner);
        if (isRoot || (isKept && isListening) || listened.OtherUserOn(port, connection.Owner) is not { } other)
            return null;
        string refusal = $"port {port} is in use by a process of user {names.LastKnown(other)}";
        return Outcome.Refused(
            RefusalReason.InUse, connection.Owner is null ? $"{refusal}, and the system does not tell whose connection this is" : refusal);
    }

    private string Refusal(VerifiedUser verified, string service)
    {
        string users = string.Join(" or ", protectedNames.UsersOf(service));
        return verified.CertainName is { } owner
            ? $"only {users} may advertise {service}, and this connection is {owner}'s"
            : $"only {users} may advertise {service}, and the system does not tell whose connection this is";
    }
}

using System.Buffers;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Status;
using PortManager.Server.Systemd;

namespace PortManager.Server.Sessions;

/// <summary>Carries out requests, and writes the replies.</summary>
internal sealed class RequestExecutor(Registry registry, Listings listings, IdentityRule identity, StatusReport status, EventLog events)
{
    private const int ManyRows = 1000;

    /// <summary>Carries out a request.</summary>
    /// <param name="session">Whose it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="line">Its line without the end.</param>
    /// <param name="output">Takes the reply.</param>
    public NextStep Execute(Session session, Request request, ReadOnlySequence<byte> line, Replies output)
    {
        Connection connection = session.Connection;
        switch (request)
        {
            case Request.List:
                output.AddShared(listings.All);
                return NextStep.Continue;
            case Request.Gimme or Request.Claim when !connection.IsLocal:
                return RemoteRefusal.Write(connection, request, output, events);
            case Request.Gimme gimme:
                return GivePort(connection, request, gimme.Service, line, output);
            case Request.Claim claim:
                return GivePort(connection, request, claim.Service, line, output);
            case Request.Free free:
                return Answer(connection, request, output, Free(connection, free));
            case Request.Find find:
                listings.Write(output, find.Filter);
                return AfterLookingAtAll;
            case Request.Watch watch when session.Watch is null:
                StartWatch(session, watch.Filter, output);
                return AfterLookingAtAll;
            case Request.Watch:
                return Answer(connection, request, output, Outcome.Refused(RefusalReason.WatchesAlready, "this connection watches already"));
            case Request.Version:
                ReplyWriter.Version(output, Product.Title, "CLAIM", "FIND", "FREE", "WATCH", "DETAIL", "STATUS", "UNIQUE");
                return NextStep.Continue;
            case Request.Status:
                output.AddShared(status.Reply);
                return NextStep.Continue;
            case Request.Detail detail:
                status.WriteDetails(detail.Filter, output);
                return AfterLookingAtAll;
            case Request.Invalid invalid:
                return RefuseInvalid(connection, invalid, output);
            default:
                throw new InvalidOperationException($"no rule for the request {request}");
        }
    }

    // A look at thousands of rows takes as long as all that a connection may have done in a turn otherwise.
    private NextStep AfterLookingAtAll => registry.Count > ManyRows ? NextStep.Yield : NextStep.Continue;

    /// <summary>Answers a TLS hello, in TLS, so that the peer's error says what is wrong.</summary>
    public NextStep RefuseTls(Connection connection, Replies output)
    {
        events.InvalidRequest(connection, "a TLS hello", "TLS is not spoken here");
        // An alert record of TLS 1.0, which every version reads: fatal, handshake_failure.
        output.Write<byte>([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28]);
        return NextStep.Close;
    }

    private NextStep GivePort(Connection connection, Request request, string service, ReadOnlySequence<byte> line, Replies output)
    {
        bool isNameNeeded = RequestedUser.DependsOnName(request, line) || identity.IsProtected(service);
        if (!identity.TryFindUser(connection, isNameNeeded, out VerifiedUser user))
            return NextStep.Suspend;
        return RequestedUser.Resolve(request, line, user) switch
        {
            Request.Gimme gimme => Answer(connection, gimme, output, Allocate(connection, user, gimme)),
            Request.Claim claim => Answer(connection, claim, output, Claim(connection, user, claim)),
            Request other => RefuseInvalid(connection, (Request.Invalid)other, output),
        };
    }

    private Outcome Allocate(Connection connection, VerifiedUser user, Request.Gimme gimme) =>
        CarriedOut(connection)
        ?? identity.Check(user, gimme.Service, gimme.User)
        ?? registry.Allocate(connection, gimme.Service, gimme.User, gimme.IsUnique);

    private Outcome Claim(Connection connection, VerifiedUser user, Request.Claim claim) =>
        CarriedOut(connection)
        ?? identity.Check(user, claim.Service, claim.User)
        ?? identity.CheckClaim(connection, claim.Port, registry.IsKeptFor(connection, claim.Port), out bool isListening)
        ?? registry.Claim(connection, claim.Port, claim.Service, claim.User, isListening);

    private Outcome Free(Connection connection, Request.Free free)
    {
        bool wasCarriedOut = connection.FreesCarriedOut is { } frees && frees.TryGetValue(connection.RequestPosition, out int port) && port == free.Port;
        // A later request may have taken the port again, and keeps it; one that this process carried out again has to be undone again.
        return wasCarriedOut && !connection.Held.Any(a => a.Port == free.Port && a.RequestPosition < connection.RequestPosition)
            ? free.Port
            : registry.Free(connection, free.Port);
    }

    /// <summary>The port that the process before gave out for this very request, and did not tell; null if it did not.</summary>
    private Outcome? CarriedOut(Connection connection) =>
        connection.HasPostponedPorts && registry.TakePostponed(connection) is var port and not 0 ? port : null;

    private NextStep RefuseInvalid(Connection connection, Request.Invalid invalid, Replies output)
    {
        events.InvalidRequest(connection, invalid.Line, invalid.Reason);
        // Before the reply: a client that reads it may count on the ports being free.
        registry.Leave(connection);
        ReplyWriter.InvalidRequest(output, invalid);
        return NextStep.Close;
    }

    private void StartWatch(Session session, PortFilter filter, Replies output)
    {
        var watched = new LedgerWatch(session.Connection.RequestPosition, filter);
        session.Connection.Watched = watched;
        if (session.Connection.Stored is { } entry)
            entry.Watch = watched;
        session.Watch = new Watch(filter, registry.Version);
        if (filter == PortFilter.Everything)
            output.AddShared(listings.All);
        else
            listings.Write(output, filter);
    }

    private NextStep Answer(Connection connection, Request request, Replies output, Outcome outcome)
    {
        if (outcome.Refusal is null)
        {
            connection.HasChangedPorts = true;
            ReplyWriter.Port(output, outcome.Port);
        }
        else
        {
            ReplyWriter.Fail(output, outcome.Refusal);
            events.Refused(connection, request, outcome);
        }

        return NextStep.Continue;
    }
}

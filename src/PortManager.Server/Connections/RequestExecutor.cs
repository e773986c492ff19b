using System.Buffers;
using System.IO.Pipelines;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Logging;
using PortManager.Server.Status;
using PortManager.Server.Systemd;

namespace PortManager.Server.Connections;

/// <summary>What becomes of a connection after a request.</summary>
internal enum After
{
    ReadOn,
    HangUp,
}

/// <summary>Carries out the requests of one connection, and writes the replies.</summary>
internal sealed class RequestExecutor(
    AcceptedConnection connection,
    SharedRegistry registry,
    IConnectionStore store,
    IdentityRule identity,
    StatusReport status,
    PipeWriter output,
    EventLog events)
{
    /// <summary>The watcher that a WATCH of this connection made; null before.</summary>
    public Watcher? Watcher { get; private set; }

    /// <summary>Lets the connection watch on: first all that there is, as it may have missed something.</summary>
    public void Resume(PortFilter filter)
    {
        Watcher = new Watcher(filter);
        registry.Resubscribe(Watcher);
    }

    public After Execute(Request request)
    {
        switch (request)
        {
            case Request.List:
                output.Write(registry.Listing().Span);
                return After.ReadOn;
            case Request.Gimme gimme:
                return Answer(
                    request, identity.Check(connection, gimme.User) ?? registry.Allocate(connection, gimme.Service, gimme.User));
            case Request.Free free:
                return Answer(request, registry.Free(connection, free.Port));
            case Request.Claim claim:
                return Answer(
                    request,
                    identity.Check(connection, claim.User)
                        ?? identity.CheckClaim(connection, claim.Port)
                        ?? registry.Claim(connection, claim.Port, claim.Service, claim.User));
            case Request.Find find:
                registry.Find(find.Filter, output);
                return After.ReadOn;
            case Request.Watch watch when Watcher is null:
                connection.Progress.NoteWatch(new LedgerWatch(connection.RequestPosition, watch.Filter));
                registry.Subscribe(Watcher = new Watcher(watch.Filter), output);
                return After.ReadOn;
            case Request.Watch:
                return Answer(request, Outcome.Refused(RefusalReason.WatchesAlready, "this connection watches already"));
            case Request.Version:
                ReplyWriter.Version(output, Product.Title, "CLAIM", "FIND", "FREE", "WATCH", "DETAIL", "STATUS");
                return After.ReadOn;
            case Request.Status:
                status.WriteStatus(output);
                return After.ReadOn;
            case Request.Detail detail:
                status.WriteDetails(detail.Filter, output);
                return After.ReadOn;
            case Request.Invalid invalid:
                events.InvalidRequest(connection, invalid.Line, invalid.Reason);
                // Before the reply: who reads it may count on the ports being free.
                registry.Leave(connection);
                ReplyWriter.InvalidRequest(output, invalid);
                return After.HangUp;
            default:
                throw new InvalidOperationException($"no rule for the request {request}");
        }
    }

    private After Answer(Request request, Outcome outcome)
    {
        if (outcome.Refusal is null)
        {
            store.Keep(connection);
            ReplyWriter.Port(output, outcome.Port);
        }
        else
        {
            ReplyWriter.Fail(output, outcome.Refusal);
            events.Refused(connection, request, outcome);
        }

        return After.ReadOn;
    }
}

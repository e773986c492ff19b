using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Pool;
using PortManager.Server.Status;

namespace PortManager.Server.Logging;

/// <summary>The one place that is told what happens: from here it goes into the log, to the latest events, and into the metrics.</summary>
internal sealed class EventLog(ILogger log, RecentEvents recent, DaemonMetrics metrics)
{
    /// <summary>Has everything that happens to allocations and to the pool from here on come here too.</summary>
    public void Attach(SharedRegistry registry, PortPool pool)
    {
        registry.Changed += OnChanged;
        pool.FoundBusy += log.PortBusy;
        pool.NoLongerBusy += log.PortNoLongerBusy;
    }

    public void Refused(AcceptedConnection connection, Request request, Outcome outcome)
    {
        log.Refused(connection.Peer.ToString(), RequestWriter.Text(request), outcome.Refusal!);
        AddRefusal(request, outcome);
    }

    /// <summary>Another host asked for a port.</summary>
    public void RemoteRefused(Request request, string reason)
    {
        log.RemoteRefused(reason);
        AddRefusal(request, Outcome.Refused(RefusalReason.NotLocal, reason));
    }

    public void InvalidRequest(AcceptedConnection connection, string line, string reason)
    {
        log.InvalidRequest(connection.Peer.ToString(), line, reason);
        metrics.InvalidRequest();
        recent.Add(new DaemonEvent(EventKind.Invalid, Request: line, Reason: reason));
    }

    private void AddRefusal(Request request, Outcome outcome)
    {
        metrics.Refused(outcome.Reason);
        (string? service, string? user) = request switch
        {
            Request.Gimme gimme => (gimme.Service, gimme.User),
            Request.Claim claim => (claim.Service, claim.User),
            _ => ((string?)null, (string?)null),
        };
        recent.Add(new DaemonEvent(EventKind.Refused, Service: service, User: user, Reason: outcome.Refusal));
    }

    private void OnChanged(Change change)
    {
        Allocation allocation = change.Allocation;
        if (change.Kind == ChangeKind.Moved)
        {
            WarnOfAnotherUser(allocation);
            return;
        }

        bool isAdded = change.Kind == ChangeKind.Added;
        recent.Add(new DaemonEvent(isAdded ? EventKind.Added : EventKind.Removed, allocation.Port, allocation.Service, allocation.User));
        switch (isAdded, change.IsRename)
        {
            case (true, false):
                metrics.Allocated();
                if (!WarnOfAnotherUser(allocation))
                    log.Allocated(allocation.Port, allocation.Service, allocation.User);
                break;
            case (false, false):
                metrics.Released();
                log.Freed(allocation.Port, allocation.Service, allocation.User);
                break;
            case (true, true):
                log.Renamed(allocation.Port, allocation.Service, allocation.User);
                break;
        }
    }

    private bool WarnOfAnotherUser(Allocation allocation)
    {
        if (allocation.Holder is not AcceptedConnection connection || IdentityRule.Difference(connection, allocation.User) is not { } verified)
            return false;
        log.AllocatedInName(allocation.Port, allocation.Service, allocation.User, verified);
        return true;
    }
}

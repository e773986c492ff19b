using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Logging;
using PortManager.Server.Pool;

namespace PortManager.Server.Events;

/// <summary>Takes everything that happens, and passes it on to the log, the latest events and the metrics.</summary>
/// <param name="log">The log.</param>
/// <param name="recent">The latest events.</param>
/// <param name="metrics">The counts.</param>
/// <param name="time">Tells the time; null for the system's.</param>
internal sealed class EventLog(ILogger log, RecentEvents recent, DaemonMetrics metrics, TimeProvider? time = null)
{
    private readonly LogBudget _budget = new(log, time ?? TimeProvider.System);

    /// <summary>Says what was left out of the log, if a minute is over. To be called now and then.</summary>
    public void EndMinute() => _budget.EndMinute();

    /// <summary>Has what happens to the pool from here on come here too.</summary>
    public void Attach(PortPool pool)
    {
        pool.FoundBusy += port => Log(log.PortBusy, port);
        pool.NoLongerBusy += port => Log(log.PortNoLongerBusy, port);

        void Log(Action<int> line, int port)
        {
            if (_budget.TakeBusy())
                line(port);
        }
    }

    public void Refused(Connection connection, Request request, Outcome outcome)
    {
        if (_budget.TakeRefusal(connection))
            log.Refused(connection.Peer.ToString(), RequestWriter.Text(request), outcome.Refusal!);
        AddRefusal(request, outcome);
    }

    /// <summary>Another host asked for a port.</summary>
    public void RemoteRefused(Connection connection, Request request, string reason)
    {
        if (_budget.TakeRefusal(connection))
            log.RemoteRefused(reason);
        AddRefusal(request, Outcome.Refused(RefusalReason.NotLocal, reason));
    }

    public void InvalidRequest(Connection connection, string line, string reason)
    {
        if (_budget.TakeRefusal(connection))
            log.InvalidRequest(connection.Peer.ToString(), line, reason);
        metrics.InvalidRequest();
        recent.Add(new DaemonEvent(EventKind.Invalid, Request: line, Reason: reason));
    }

    /// <summary>Takes changes of what is allocated.</summary>
    public void Changed(IReadOnlyList<Change> changes)
    {
        for (int i = 0; i < changes.Count; i++)
            Changed(changes[i]);
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

    private void Changed(Change change)
    {
        bool isLogged = _budget.TakeChange(change.Holder as Connection);
        if (change.Kind == ChangeKind.Moved)
        {
            if (isLogged)
                WarnOfAnotherUser(change);
            return;
        }

        if (change.Allocation is not { } allocation)
            return;
        bool isAdded = change.Kind == ChangeKind.Added;
        recent.Add(new DaemonEvent(isAdded ? EventKind.Added : EventKind.Removed, change.Port, change.Service, allocation.User));
        switch (isAdded, change.IsRename)
        {
            case (true, false):
                metrics.Allocated();
                if (isLogged && !WarnOfAnotherUser(change))
                    log.Allocated(change.Port, change.Service, allocation.User);
                break;
            case (false, false):
                metrics.Released();
                if (isLogged)
                    log.Freed(change.Port, change.Service, allocation.User);
                break;
            case (true, true):
                if (isLogged)
                    log.Renamed(change.Port, change.Service, allocation.User);
                break;
        }
    }

    private bool WarnOfAnotherUser(Change change)
    {
        string user = change.Allocation!.User;
        if (change.Holder is not Connection { OwnerName: { } verified } || verified == user)
            return false;
        log.AllocatedInName(change.Port, change.Service, user, verified);
        return true;
    }
}

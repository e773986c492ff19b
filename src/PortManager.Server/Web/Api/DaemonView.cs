using PortManager.Server.Allocations;
using PortManager.Server.Listening;
using PortManager.Server.Loop;
using PortManager.Server.Status;

namespace PortManager.Server.Web.Api;

/// <summary>Asks the loop how the daemon is. Whatever happened before a question is in its answer. Any thread may use it.</summary>
internal sealed class DaemonView(EventLoop loop, DaemonFacts facts)
{
    public DaemonFacts Facts => facts;

    /// <summary>How the daemon is now.</summary>
    public Task<StatusFigures> FiguresAsync() => loop.AskAsync(() => loop.State.Status.Figures);

    /// <summary>How many changes of what is allocated there have been.</summary>
    public Task<long> VersionAsync() => loop.AskAsync(() => loop.State.Registry.Version);

    /// <summary>What is allocated now.</summary>
    /// <param name="listeners">Who listens where.</param>
    public Task<Rows> RowsAsync(PortListeners listeners) => loop.AskAsync(() =>
    {
        Registry registry = loop.State.Registry;
        // Before the rows: an event that is told twice does no harm, and one that is not told does.
        long lastEvent = loop.State.Recent.LastId;
        return new Rows(registry.Version, lastEvent, loop.State.Status.Details(listeners));
    });

    /// <param name="Version">How many changes there had been.</param>
    /// <param name="LastEventId">The number of the latest event that the rows may show.</param>
    /// <param name="Details">The rows, in the order of a listing.</param>
    internal sealed record Rows(long Version, long LastEventId, PortDetail[] Details);
}

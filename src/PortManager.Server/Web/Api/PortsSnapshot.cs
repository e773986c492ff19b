using System.Collections.Concurrent;
using PortManager.Protocol;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>What was allocated at one moment, for all requests until something changes, or until it is a second old.</summary>
/// <param name="Version">The version of the registry that it shows.</param>
/// <param name="TakenAt">When that was, as a timestamp.</param>
/// <param name="Document">The rows.</param>
internal sealed record PortsSnapshot(long Version, long TakenAt, PortsDocument Document)
{
    /// <summary>With more different filters than this, each answer is made anew.</summary>
    private const int MaxFiltered = 64;

    private readonly ConcurrentDictionary<(PortFilter, PortState?), Entity> _filtered = new();
    private Entity? _entity;

    /// <summary>All of it, as JSON.</summary>
    public Entity Entity => _entity ??= ApiJson.Entity(Document, ApiJson.Types.PortsDocument);

    /// <summary>The rows that match, as JSON; made once for all requests for the same.</summary>
    public Entity Filtered(PortFilter filter, PortState? state)
    {
        if (_filtered.TryGetValue((filter, state), out Entity? known))
            return known;
        PortDocument[] rows = [.. Document.Ports.Where(p => filter.Matches(p.Service, p.User, p.VerifiedUser) && (state is null || p.State == state))];
        // Equal rows are equal bytes: a filter that leaves nothing out needs no body of its own.
        Entity entity = rows.Length == Document.Ports.Count ? Entity : ApiJson.Entity(Document with { Ports = rows }, ApiJson.Types.PortsDocument);
        if (_filtered.Count < MaxFiltered)
            _filtered.TryAdd((filter, state), entity);
        return entity;
    }
}

using PortManager.Lab;
using PortManager.Protocol;
using PortManager.Server.LabView;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>The lab at one moment, for all requests until something changes.</summary>
/// <param name="picture">What it was.</param>
/// <param name="self">The name under which this host publishes.</param>
internal sealed class LabSnapshot(LabPicture picture, string self)
{
    private readonly LabService[] _rows = [.. picture.Services.OrderBy(s => s.Host, StringComparer.Ordinal).ThenBy(s => s.Port)];
    private readonly Lock _making = new();
    private Entity? _ports;
    private Entity? _hosts;

    public LabFreshness Freshness => picture.Freshness;

    public long LastEventId => picture.LastEventId;

    /// <summary>All services, as JSON: made once, for all that ask.</summary>
    public Entity Ports
    {
        get
        {
            lock (_making)
                return _ports ??= Make(_rows);
        }
    }

    /// <summary>All hosts, as JSON.</summary>
    public Entity Hosts
    {
        get
        {
            lock (_making)
                return _hosts ??= ApiJson.Entity(HostsDocument(), ApiJson.Types.LabHostsDocument);
        }
    }

    /// <summary>The services that match, as JSON. It is not kept: that of a filter which leaves out little takes megabytes.</summary>
    public Entity Filtered(PortFilter filter, string? host, string? state)
    {
        LabService[] rows =
        [
            .. _rows.Where(s =>
                filter.Matches(s.Service, s.User, s.VerifiedUser) && (host is null || s.Host == host) && (state is null || s.State == state)),
        ];
        return rows.Length == _rows.Length ? Ports : Make(rows);
    }

    private LabHostsDocument HostsDocument() => new(
        LastEventId, self, LabDirectoryDocument.Of(Freshness), [.. picture.Hosts.Select(h => LabHostDocument.Of(h.Host, h.Services))]);

    private Entity Make(LabService[] rows) => ApiJson.Entity(
        new LabPortsDocument(LastEventId, LabDirectoryDocument.Of(Freshness), [.. rows.Select(LabPortDocument.Of)]), ApiJson.Types.LabPortsDocument);
}

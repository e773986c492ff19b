using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using PortManager.Server.Events;
using PortManager.Server.Status;
using PortManager.Server.Web.Api;
using PortManager.Server.Web.Http;
using PortManager.Server.Web.OpenApi;

namespace PortManager.Server.Web;

/// <summary>Every resource that there is.</summary>
internal sealed class Routes
{
    private static readonly Parameter s_lastEventId =
        new(EventStream.LastEventIdParameter, "query", "Go on behind this event: for a first connection, which cannot send Last-Event-ID.");

    private static readonly Parameter[] s_names =
    [
        new("service", "query", "The exact name of the service."),
        new("beginswith", "query", "What the name of the service begins with."),
        new("user", "query", "The exact user: as the request for the port gave it, or the verified one."),
    ];

    private static readonly Parameter s_lastEventIdHeader = new("Last-Event-ID", "header", "Go on behind this event.");

    private static readonly Parameter s_state = new("state", "query", "The port's current state.") { Values = PortsResource.States };

    private static readonly (int Status, string When)[] s_labProblems =
    [
        (StatusCodes.Status404NotFound, "The daemon has no directory."),
        (StatusCodes.Status503ServiceUnavailable, "The directory has not been read yet, and etcd does not answer."),
    ];

    private readonly Route[] _all;
    private readonly OpenApiDocument _description;

    public Routes(
        Assets assets,
        PortsResource ports,
        PrometheusTargets targets,
        EventStream events,
        LabResource lab,
        MetricsResource metrics,
        Health health,
        DaemonView daemon,
        UsageHistory history,
        RecentEvents recent)
    {
        ApiTypes types = ApiJson.Types;
        _all =
        [
            new("/", assets.ServeIndexAsync),
            new("/lab", (context, _) => lab.ServePageAsync(context, assets.ServeLabAsync)),
            new("/assets/{name}", assets.ServeAsync),
            new("/api/v1/ports", ports.ServeAllAsync)
            {
                Operation = new("listPorts", "What is allocated, or the rows that match all that is given.", Type: types.PortsDocument)
                {
                    Parameters =
                    [
                        .. s_names,
                        s_state,
                    ],
                    Problems = [(StatusCodes.Status400BadRequest, "A parameter is wrong.")],
                },
            },
            new("/api/v1/ports/{port}", ports.ServeOneAsync)
            {
                Operation = new("getPort", "One allocation.", Type: types.PortDocument)
                {
                    Parameters = [new("port", "path", "The port.") { Type = "integer" }],
                    Problems = [(StatusCodes.Status400BadRequest, "That is no port."), (StatusCodes.Status404NotFound, "The port is not allocated.")],
                },
            },
            new("/api/v1/prometheus-targets", targets.ServeAsync)
            {
                Operation = new("listPrometheusTargets", "What matches all that is given, for the HTTP service discovery of Prometheus.", Type: types.PrometheusTargetsDocument)
                {
                    Parameters = s_names,
                    Problems = [(StatusCodes.Status400BadRequest, "A parameter is wrong.")],
                },
            },
            Document(
                "/api/v1/status",
                "getStatus",
                "What the daemon says of itself.",
                types.StatusDocument,
                async () => StatusDocument.Of(daemon.Facts, await daemon.FiguresAsync())),
            Document("/api/v1/history", "getHistory", "The last hour, for a plot.", types.HistoryDocument, () => ValueTask.FromResult(HistoryDocument.Of(history))),
            Document("/api/v1/recent", "listRecentEvents", "The latest events.", types.RecentDocument, () => ValueTask.FromResult(RecentDocument.Of(recent))),
            new("/api/v1/events", events.ServeAsync)
            {
                Operation = new(
                    "streamEvents",
                    "Events as they happen, server-sent: added, removed, refused, invalid; and reset, where some are not known any more. "
                        + "The data of all but reset is an EventDocument without id and event.",
                    EventStream.ContentType,
                    types.EventDocument)
                {
                    Parameters = [s_lastEventIdHeader, s_lastEventId],
                },
            },
            new("/api/v1/lab/ports", lab.ServePortsAsync)
            {
                Operation = new("listLabPorts", "The services of all hosts of the lab, or those that match all that is given.", Type: types.LabPortsDocument)
                {
                    Parameters =
                    [
                        .. s_names,
                        s_state,
                        new("host", "query", "The exact name of the host."),
                    ],
                    Problems = [(StatusCodes.Status400BadRequest, "A parameter is wrong."), .. s_labProblems],
                },
            },
            new("/api/v1/lab/hosts", lab.ServeHostsAsync)
            {
                Operation = new("listLabHosts", "The hosts of the lab, with those that have gone within an hour.", Type: types.LabHostsDocument) { Problems = s_labProblems },
            },
            new("/api/v1/lab/events", lab.ServeEventsAsync)
            {
                Operation = new(
                    "streamLabEvents",
                    "Events of the lab as they happen, server-sent: added, updated, removed, whose data is a LabPortDocument; host, whose data is a LabHostDocument; "
                        + "directory, whose data is a LabDirectoryDocument; and reset, where some are not known any more.",
                    EventStream.ContentType,
                    types.LabPortDocument)
                {
                    Parameters = [s_lastEventIdHeader, s_lastEventId],
                    Problems = [s_labProblems[0]],
                },
            },
            new("/api/openapi.json", ServeDescriptionAsync) { Operation = new("getDescription", "This document.") },
            new("/healthz", Health.ServeAliveAsync) { IsForAnyName = true, Operation = new("getHealth", "ok, while the daemon answers.", Operation.Text) },
            new("/readyz", health.ServeReadyAsync)
            {
                IsForAnyName = true,
                Operation = new("getReadiness", "ok, while the daemon serves and keeps its journal.", Operation.Text)
                {
                    Problems = [(StatusCodes.Status503ServiceUnavailable, "It does not; the detail says why.")],
                },
            },
            new("/metrics", metrics.ServeAsync) { IsForAnyName = true, Operation = new("getMetrics", "Metrics for Prometheus.", Operation.Text) },
        ];
        _description = new OpenApiDocument(_all);
    }

    /// <summary>The resource at a path; null when there is none.</summary>
    public Route? Find(string path, out string argument)
    {
        foreach (Route route in _all)
        {
            if (route.Matches(path, out argument))
                return route;
        }

        argument = "";
        return null;
    }

    private static Route Document<T>(string path, string id, string summary, JsonTypeInfo<T> type, Func<ValueTask<T>> make) =>
        new(path, async (context, _) => await Body.WriteAsync(context, ApiJson.Entity(await make(), type))) { Operation = new(id, summary, Type: type) };

    private Task ServeDescriptionAsync(HttpContext context, string _) => Body.WriteAsync(context, _description.Entity);
}

using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using PortManager.Protocol;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>What is allocated, as Prometheus reads it to find what to scrape (its HTTP service discovery).</summary>
internal sealed class PrometheusTargets(PortsView view)
{
    public async Task ServeAsync(HttpContext context, string _)
    {
        IQueryCollection query = context.Request.Query;
        var filter = new PortFilter(query["service"], query["beginswith"], query["user"]);
        PortsSnapshot snapshot = await view.NowAsync(context.RequestAborted);
        // The client can resolve the name in its request; it may not know the host's own.
        string host = context.Request.Host.Host;
        var targets = new PrometheusTargetsDocument();
        targets.AddRange(snapshot.Document.Ports
            .Where(row => filter.Matches(row.Service, row.User, row.VerifiedUser))
            .Select(row => new PrometheusTarget([$"{host}:{row.Port}"], new PrometheusLabels(row.Service, row.User, row.State))));
        await Body.WriteAsync(context, ApiJson.Entity(targets, ApiJson.Types.PrometheusTargetsDocument));
    }
}

/// <summary>All targets.</summary>
internal sealed class PrometheusTargetsDocument : List<PrometheusTarget>;

/// <summary>One target, and what is known of it.</summary>
internal sealed record PrometheusTarget(
    [property: Description("One: the host as the request names it, and the port.")] IReadOnlyList<string> Targets,
    [property: Description("Prometheus drops them after relabeling.")] PrometheusLabels Labels);

/// <summary>The labels of a target.</summary>
internal sealed record PrometheusLabels(
    [property: JsonPropertyName("__meta_portmanager_service"), Description("The name as advertised.")] string Service,
    [property: JsonPropertyName("__meta_portmanager_user"), Description("The user as the request gave it.")] string User,
    [property: JsonPropertyName("__meta_portmanager_state"), Description("listening, reserved or orphaned.")] PortState State);

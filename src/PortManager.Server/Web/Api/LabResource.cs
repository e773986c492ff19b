using Microsoft.AspNetCore.Http;
using PortManager.Protocol;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>The services and hosts of the lab.</summary>
internal sealed class LabResource(LabSources? lab)
{
    /// <summary>How long a first look may take.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>Serves the page of the lab, where there is one.</summary>
    public Task ServePageAsync(HttpContext context, Func<HttpContext, Task> page) => lab is null ? SayMissingAsync(context) : page(context);

    public Task ServePortsAsync(HttpContext context, string _)
    {
        IQueryCollection query = context.Request.Query;
        if (!PortsResource.TryRead(query, out PortFilter filter, out PortState? state))
            return Problem.WriteAsync(context, StatusCodes.Status400BadRequest, $"state is one of {string.Join(", ", PortsResource.States)}");
        string? host = query["host"];
        return ServeAsync(context, now => filter == PortFilter.Everything && host is null && state is null
            ? now.Ports
            : now.Filtered(filter, host, state is { } one ? DetailRow.WordOf(one) : null));
    }

    public Task ServeHostsAsync(HttpContext context, string _) => ServeAsync(context, now => now.Hosts);

    public async Task ServeEventsAsync(HttpContext context, string _)
    {
        if (lab is null)
        {
            await SayMissingAsync(context);
            return;
        }

        using IDisposable looker = lab.Follower.Look();
        await lab.Events.ServeAsync(context, "");
    }

    private static Task SayMissingAsync(HttpContext context) => Problem.WriteAsync(
        context, StatusCodes.Status404NotFound, "this port manager has no directory of a lab: start it with serve --directory http://etcd1:2379,...");

    private async Task ServeAsync(HttpContext context, Func<LabSnapshot, Entity> choose)
    {
        if (lab is null)
        {
            await SayMissingAsync(context);
            return;
        }

        using IDisposable looker = lab.Follower.Look();
        await lab.Follower.State.Known.WaitAsync(s_timeout, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        LabSnapshot now = lab.Snapshots.Now();
        // Nothing was read yet: an empty listing would be taken for an empty lab.
        if (now.Freshness.AsOf is null)
            await Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"the directory of the lab cannot be read: {now.Freshness.Problem ?? "etcd does not answer"}");
        else
            await Body.WriteAsync(context, choose(now));
    }
}

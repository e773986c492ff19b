using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Logging;

namespace PortManager.Server.Web;

/// <summary>All that is served over HTTP: it can be looked at, and not changed.</summary>
internal sealed class WebSite(HostCheck hosts, Routes routes, ConnectionTable table, ILogger<WebSite> log)
{
    private const int MostHeaderBytes = 16 * 1024;
    private const int MostHeaders = 64;

    /// <summary>HTTP's limits. Its time-outs are Kestrel's: 30 s for the headers, 130 s between requests.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = MostHeaders;
        kestrel.Limits.MaxRequestBodySize = 0;
    }

    public async Task ServeAsync(HttpContext context)
    {
        // The thread that a request comes on serves everyone: all that HTTP takes is done on others.
        await Task.Yield();
        context.Features.GetRequiredFeature<AcceptedConnection>().Touch();
        context.Features.Set(table);
        SecurityHeaders.AddTo(context.Response.Headers);
        try
        {
            await RespondAsync(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client is gone.
            context.Abort();
        }
        catch (Exception e)
        {
            log.RequestFailed(context.Request.Path.Value, e);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, "a defect of the daemon; its log says more");
        }
    }

    private Task RespondAsync(HttpContext context)
    {
        if (!hosts.IsThisHost(context))
        {
            return Problem.WriteAsync(
                context, StatusCodes.Status421MisdirectedRequest, "this host is not known by the name that was asked for (see --http-host)");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Problem.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "nothing can be changed here: only GET and HEAD are answered");
        }

        if (routes.Find(context.Request.Path.Value ?? "", out string argument) is not { } route)
            return Problem.WriteAsync(context, StatusCodes.Status404NotFound, "nothing is here; /api/openapi.json says what there is");
        return Query.Problem(context.Request, route) is { } problem
            ? Problem.WriteAsync(context, StatusCodes.Status400BadRequest, problem)
            : route.ServeAsync(context, argument);
    }
}

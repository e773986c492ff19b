using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using PortManager.Server.Logging;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web;

/// <summary>Serves HTTP: the daemon can be looked at, and not changed.</summary>
internal sealed class WebSite(HostCheck hosts, Routes routes, ILogger<WebSite> log)
{
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;

    /// <summary>HTTP's limits. Its time-outs are Kestrel's: 30 s for the headers, 130 s between requests.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.MaxRequestBodySize = 0;
    }

    public async Task ServeAsync(HttpContext context)
    {
        ClientConnection client = ClientConnection.Of(context);
        client.Touch();
        if (client.Load.IsHigh)
            context.Response.Headers.Connection = "close";
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

    private async Task RespondAsync(HttpContext context)
    {
        Route? route = routes.Find(context.Request.Path.Value ?? "", out string argument);
        if (route?.IsForAnyName != true && !await hosts.IsThisHostAsync(context))
        {
            await Problem.WriteAsync(
                context, StatusCodes.Status421MisdirectedRequest, "this host is not known by the name that was asked for (see --http-host)");
            return;
        }

        await RespondAsync(context, route, argument);
    }

    private static Task RespondAsync(HttpContext context, Route? route, string argument)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return Problem.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "nothing can be changed here: only GET and HEAD are answered");
        }

        if (route is null)
            return Problem.WriteAsync(context, StatusCodes.Status404NotFound, "nothing is here; /api/openapi.json says what there is");
        return Query.Problem(context.Request, route) is { } problem
            ? Problem.WriteAsync(context, StatusCodes.Status400BadRequest, problem)
            : route.ServeAsync(context, argument);
    }
}

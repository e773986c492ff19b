using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using PortManager.Server.Web.Api;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web;

/// <summary>Whether all is well, for programs that monitor many daemons.</summary>
internal sealed class Health(DaemonView daemon, IHostApplicationLifetime lifetime)
{
    public static Task ServeAliveAsync(HttpContext context, string _) => SayOkAsync(context);

    public async Task ServeReadyAsync(HttpContext context, string _)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            await SayNotAsync(context, "the daemon is being stopped");
        else if ((await daemon.FiguresAsync()).IsJournalFailing)
            await SayNotAsync(context, "the journal cannot be written: a restart would forget what is allocated");
        else
            await SayOkAsync(context);
    }

    private static Task SayOkAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Body.WriteAsync(context, "text/plain; charset=utf-8", "ok\n"u8.ToArray());
    }

    private static Task SayNotAsync(HttpContext context, string why) =>
        Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, why);
}

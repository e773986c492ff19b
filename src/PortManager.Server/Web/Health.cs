using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using PortManager.Server.Status;

namespace PortManager.Server.Web;

/// <summary>Whether all is well, for those who watch over many daemons.</summary>
internal sealed class Health(StatusReport status, IHostApplicationLifetime lifetime)
{
    public static Task ServeAliveAsync(HttpContext context, string _) => SayOkAsync(context);

    public Task ServeReadyAsync(HttpContext context, string _) =>
        lifetime.ApplicationStopping.IsCancellationRequested ? SayNotAsync(context, "the daemon is being stopped")
        : status.JournalState == "failing" ? SayNotAsync(context, "the journal cannot be written: a restart would forget what is allocated")
        : SayOkAsync(context);

    private static Task SayOkAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Body.WriteAsync(context, "text/plain; charset=utf-8", "ok\n"u8.ToArray());
    }

    private static Task SayNotAsync(HttpContext context, string why) =>
        Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, why);
}

using Microsoft.Extensions.DependencyInjection;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Status;
using PortManager.Server.Web.Api;

namespace PortManager.Server.Web;

/// <summary>The parts of what is served over HTTP.</summary>
internal static class WebServices
{
    public static IServiceCollection AddWeb(
        this IServiceCollection services, HttpOptions options, RecentEvents recent, UsageHistory history, UserNames names) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(recent)
            .AddSingleton(history)
            .AddSingleton(names)
            .AddSingleton<SocketProcesses>()
            .AddSingleton(_ => new HostCheck(options.Hosts))
            .AddSingleton<Assets>()
            .AddSingleton<PortsView>()
            .AddSingleton<PortsResource>()
            .AddSingleton<EventStream>()
            .AddSingleton<Health>()
            .AddSingleton(s => new StatusMetrics(
                s.GetRequiredService<DaemonMetrics>(), s.GetRequiredService<StatusReport>(), () => s.GetRequiredService<EventStream>().Open))
            .AddSingleton<MetricsResource>()
            .AddSingleton<Routes>()
            .AddSingleton<WebSite>();
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.LabView;
using PortManager.Server.Listening;
using PortManager.Server.Loop;
using PortManager.Server.Status;
using PortManager.Server.Web.Api;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web;

/// <summary>What HTTP shows of the daemon. Any thread may use any of it.</summary>
/// <param name="Loop">Answers questions about its state.</param>
/// <param name="Facts">What does not change.</param>
/// <param name="Metrics">What is counted as it happens.</param>
/// <param name="Recent">The latest events.</param>
/// <param name="History">The last hour.</param>
/// <param name="Names">The names of users.</param>
/// <param name="Listened">Tells who listens where; it is for HTTP alone.</param>
internal sealed record WebSources(
    EventLoop Loop, DaemonFacts Facts, DaemonMetrics Metrics, RecentEvents Recent, UsageHistory History, UserNames Names, ListenedPorts Listened);

/// <summary>The parts of what is served over HTTP.</summary>
internal static class WebServices
{
    public static IServiceCollection AddWeb(this IServiceCollection services, WebSources sources) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(sources.Recent)
            .AddSingleton(sources.History)
            .AddSingleton(sources.Names)
            .AddSingleton(sources.Metrics)
            .AddSingleton(sources.Listened)
            .AddSingleton(new DaemonView(sources.Loop, sources.Facts))
            .AddSingleton<SocketProcesses>()
            .AddSingleton<OwnNames>()
            .AddSingleton(s => new HostCheck(
                sources.Facts.Options.Http.Hosts, s.GetRequiredService<OwnNames>(), s.GetRequiredService<ILogger<HostCheck>>()))
            .AddSingleton<Assets>()
            .AddSingleton<PortsView>()
            .AddSingleton<PortsResource>()
            .AddSingleton<PrometheusTargets>()
            .AddSingleton<DaemonEvents>()
            .AddSingleton(s => NewStream(s, s.GetRequiredService<DaemonEvents>()))
            .AddLab(sources.Facts.Options.Directory)
            .AddSingleton<Health>()
            .AddSingleton(s => new StatusMetrics(
                sources.Metrics,
                s.GetRequiredService<DaemonView>(),
                s.GetRequiredService<PortsView>(),
                () => s.GetRequiredService<EventStream>().Open + (s.GetService<LabSources>()?.Events.Open ?? 0)))
            .AddSingleton<MetricsResource>()
            .AddSingleton<Routes>()
            .AddSingleton<WebSite>();

    private static IServiceCollection AddLab(this IServiceCollection services, DirectoryOptions? directory) =>
        directory is null
            ? services.AddSingleton(new LabResource(null))
            : services.AddSingleton(s => NewLab(s, directory)).AddSingleton<LabResource>();

    private static LabSources NewLab(IServiceProvider services, DirectoryOptions directory)
    {
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        var state = new LabState(time);
        var follower = new LabFollower(directory.Lab, state, time);
        LabMetrics.AddTo(services.GetRequiredService<DaemonMetrics>().Meter, follower);
        return new LabSources(follower, new LabSnapshots(follower, directory.HostName, time), NewStream(services, new LabEventSource(state)));
    }

    private static EventStream NewStream(IServiceProvider services, IEventSource source) =>
        new(source, services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<TimeProvider>());
}

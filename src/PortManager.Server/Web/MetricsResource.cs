using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using PortManager.Server.Events;
using PortManager.Server.Web.Api;

namespace PortManager.Server.Web;

/// <summary>The metrics, for Prometheus.</summary>
internal sealed class MetricsResource : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly RequestDelegate _scrape;
    private readonly DaemonMetrics _metrics;
    private readonly StatusMetrics _looked;

    public MetricsResource(DaemonMetrics metrics, StatusMetrics looked, IServiceProvider services)
    {
        _metrics = metrics;
        _looked = looked;
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(looked.MeterName)
            // No instrument has more combinations of labels; room for 2,000 would be megabytes.
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = 32 })
            .AddPrometheusExporter(exporter =>
            {
                // All there is comes from one meter of one program: labels that say so would say nothing.
                exporter.ScopeInfoEnabled = false;
                exporter.TargetInfoEnabled = false;
            })
            .Build();
        var scraping = new ApplicationBuilder(services);
        scraping.UseOpenTelemetryPrometheusScrapingEndpoint(_provider, _ => true, null, null, null);
        _scrape = scraping.Build();
    }

    public async Task ServeAsync(HttpContext context, string _)
    {
        _metrics.NoteReader();
        await _looked.LookAsync(context.RequestAborted);
        await _scrape(context);
    }

    public void Dispose() => _provider.Dispose();
}

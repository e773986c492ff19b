using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using PortManager.Server.Status;

namespace PortManager.Server.Web;

/// <summary>The metrics, for Prometheus.</summary>
internal sealed class MetricsResource : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly RequestDelegate _scrape;
    private readonly DaemonMetrics _metrics;

    public MetricsResource(DaemonMetrics metrics, StatusMetrics looked, IServiceProvider services)
    {
        _metrics = metrics;
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

    public Task ServeAsync(HttpContext context, string _)
    {
        _metrics.NoteReader();
        return _scrape(context);
    }

    public void Dispose() => _provider.Dispose();
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using PortManager.Client;

namespace PortManager.Extensions.Hosting;

/// <summary>Whether the program's services are advertised.</summary>
internal sealed class PortManagerHealthCheck(IPortManagerClient client, AdvertisedServices services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failure)
    {
        if (client.State == PortManagerClientState.Closed)
            return new HealthCheckResult(failure, "The client of the port manager is closed.");
        if (services.All.FirstOrDefault(service => !service.IsAdvertised) is { } missing)
            return new HealthCheckResult(failure, $"The service {missing.Name} is not advertised.");
        return client.State == PortManagerClientState.Reconnecting
            ? HealthCheckResult.Degraded($"The port manager on {client.Host} is away.")
            : HealthCheckResult.Healthy();
    }
}

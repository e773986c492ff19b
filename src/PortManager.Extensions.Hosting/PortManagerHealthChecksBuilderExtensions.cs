using Microsoft.Extensions.Diagnostics.HealthChecks;
using PortManager.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the check whether the program's services are advertised.</summary>
public static class PortManagerHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check. It is healthy if all advertised services are, degraded while the port manager is away, and it reports the failure status if a
    /// service has lost its port. It asks nobody: it is cheap.
    /// </summary>
    /// <param name="builder">The checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is reported if a service is not advertised; null for Unhealthy.</param>
    /// <param name="tags">The tags of the check.</param>
    public static IHealthChecksBuilder AddPortManager(
        this IHealthChecksBuilder builder, string name = "portmanager", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddPortManager();
        return builder.Add(new HealthCheckRegistration(
            name, static provider => ActivatorUtilities.CreateInstance<PortManagerHealthCheck>(provider), failureStatus, tags));
    }
}

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PortManager.Client;
using PortManager.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a port manager's client to a program, and advertises its web services.</summary>
public static class PortManagerServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="IPortManagerClient"/> for all parts of the program. It connects with its first call, and is disposed with the program.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <remarks>The options are validated when the program starts.</remarks>
    public static IServiceCollection AddPortManager(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<PortManagerOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PortManagerOptions>, PortManagerOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(CreateClient);
        services.TryAddSingleton<AdvertisedServices>();
        return services;
    }

    /// <summary>Adds the client, with options that a function sets.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddPortManager(this IServiceCollection services, Action<PortManagerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services.AddPortManager();
        services.Configure(configure);
        return services;
    }

    /// <summary>Adds the client, with options from the configuration. The binding works ahead of time too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section: <c>Host</c>, <c>Port</c>, <c>User</c> and so on, the names of <see cref="PortManagerOptions"/>.</param>
    public static IServiceCollection AddPortManager(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddPortManager();
        services.Configure<PortManagerOptions>(section);
        return services;
    }

    /// <summary>
    /// Has Kestrel listen on a port of the port manager's pool, under which the service is advertised. When the program stops, the service is withdrawn before the
    /// listener closes. If the port is lost, it is claimed again for as long as the program runs. Addresses from <c>ASPNETCORE_URLS</c> are not used then.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="service">The name of the service, 1 to 255 bytes of UTF-8 without control characters.</param>
    /// <param name="configure">Configures the endpoint, for example its protocols or a certificate; null for HTTP.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static IServiceCollection AddAdvertisedService(
        this IServiceCollection services, string service, Action<ListenOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        services.AddPortManager();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, AdvertisedListenerFactory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AdvertisedServicesWithdrawal>());
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(new AdvertisedEndPoint(service), configure ?? (static _ => { })));
        return services;
    }

    private static IPortManagerClient CreateClient(IServiceProvider provider)
    {
        PortManagerOptions options = provider.GetRequiredService<IOptions<PortManagerOptions>>().Value;
        return new PortManagerClient(options.Host, options.Port, options.OfClient(provider.GetRequiredService<TimeProvider>()));
    }
}

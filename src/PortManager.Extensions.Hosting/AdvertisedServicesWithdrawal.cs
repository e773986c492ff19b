using Microsoft.Extensions.Hosting;

namespace PortManager.Extensions.Hosting;

/// <summary>Withdraws the services when the program begins to stop: before any listener closes.</summary>
internal sealed class AdvertisedServicesWithdrawal(AdvertisedServices services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(services.All.Select(service => service.WithdrawAsync()));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

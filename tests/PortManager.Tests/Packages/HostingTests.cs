using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PortManager.Client;
using PortManager.Extensions.Hosting;
using PortManager.Testing;
using PortManager.Tests.Client;

namespace PortManager.Tests.Packages;

/// <summary>Web programs that are advertised, in the process of the test.</summary>
public sealed class HostingTests : IAsyncLifetime
{
    private readonly TestPortManager _portManager = TestPortManager.Start();
    private PortManagerClient _observer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _observer = await _portManager.ConnectAsync("observer", Token);

    public async ValueTask DisposeAsync()
    {
        await _observer.DisposeAsync();
        await _portManager.DisposeAsync();
    }

    [Fact]
    public async Task Kestrel_serves_on_the_port_that_is_advertised()
    {
        await using WebApplication app = New();
        await app.StartAsync(Token);
        PortAllocation found = Assert.Single(await _observer.FindAsync("web", cancellationToken: Token));
        Assert.Equal("fox", found.User);
        using var http = new HttpClient();
        Assert.Equal("hello", await http.GetStringAsync(new Uri($"http://127.0.0.1:{found.Port}/"), Token));
        string address = Assert.Single(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses);
        Assert.Equal(found.Port, new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal)).Port);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(app));
        await app.StopAsync(Token);
    }

    [Fact]
    public async Task It_is_withdrawn_before_the_listener_closes()
    {
        await using WebApplication app = New();
        await app.StartAsync(Token);
        int port = Assert.Single(_portManager.Allocations).Port;
        (int Advertised, bool Accepts) whenStopping = default;
        app.Lifetime.ApplicationStopping.Register(() => whenStopping = (_portManager.Allocations.Count, Accepts(port)));
        await app.StopAsync(Token);
        Assert.Equal((0, true), whenStopping);
        Assert.False(Accepts(port));
    }

    [Fact]
    public async Task After_a_loss_the_same_port_is_claimed_until_it_is_granted()
    {
        await using WebApplication app = New(options => options.ReclaimTimeout = TimeSpan.Zero);
        await app.StartAsync(Token);
        int port = Assert.Single(_portManager.Allocations).Port;
        var lost = new LostPorts((PortManagerClient)app.Services.GetRequiredService<IPortManagerClient>());
        _portManager.Refusal = "port 1 is kept for ant, who had it before the restart";
        _portManager.Restart();
        await lost.NextAsync();
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(app));
        _portManager.Refusal = null;
        Assert.Equal(port, (await _observer.WaitForAsync("web", timeout: TimeSpan.FromSeconds(30), cancellationToken: Token)).Port);
        await app.StopAsync(Token);
        Assert.Empty(_portManager.Allocations);
    }

    [Fact]
    public async Task It_waits_at_its_start_for_a_port_manager_that_is_away()
    {
        _portManager.Stop();
        await using WebApplication app = New();
        Task starting = app.StartAsync(Token);
        Assert.False(starting.IsCompleted);
        _portManager.Restart();
        await starting.Bounded();
        Assert.Single(_portManager.Allocations);
    }

    [Fact]
    public async Task It_does_not_start_without_a_port_if_it_may_not_wait()
    {
        _portManager.Stop();
        await using WebApplication app = New(options => options.StartTimeout = TimeSpan.Zero);
        await Assert.ThrowsAsync<SocketException>(() => app.StartAsync(Token));
    }

    [Fact]
    public async Task It_stops_while_the_port_manager_is_away()
    {
        await using WebApplication app = New();
        await app.StartAsync(Token);
        int port = Assert.Single(_portManager.Allocations).Port;
        _portManager.Stop();
        await app.StopAsync(Token).Bounded();
        Assert.False(Accepts(port));
    }

    [Fact]
    public async Task While_the_port_manager_is_away_the_health_is_degraded()
    {
        await using WebApplication app = New();
        await app.StartAsync(Token);
        IPortManagerClient client = app.Services.GetRequiredService<IPortManagerClient>();
        var disconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (_, now) => disconnected.TrySetResult();
        _portManager.Stop();
        await disconnected.Task.Bounded();
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(app));
        await app.StopAsync(Token).Bounded();
    }

    [Fact]
    public void Wrong_options_are_said_when_the_program_is_built()
    {
        OptionsValidationException e =
            Assert.Throws<OptionsValidationException>(() => New(options => options.RequestTimeout = TimeSpan.Zero));
        Assert.Equal("The options of the port manager are not valid: RequestTimeout has to be more than 0.", e.Message);
    }

    [Fact]
    public void Options_come_from_the_configuration()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PortManager:Host"] = "spdaq22",
            ["PortManager:Port"] = "30001",
            ["PortManager:User"] = "fox",
            ["PortManager:RequestTimeout"] = "00:00:03",
        }).Build();
        using ServiceProvider provider =
            new ServiceCollection().AddPortManager(configuration.GetSection("PortManager")).BuildServiceProvider();
        PortManagerOptions options = provider.GetRequiredService<IOptions<PortManagerOptions>>().Value;
        Assert.Equal(("spdaq22", 30001, "fox", TimeSpan.FromSeconds(3)), (options.Host, options.Port, options.User, options.RequestTimeout));
        Assert.Equal("spdaq22", provider.GetRequiredService<IPortManagerClient>().Host);
    }

    [Fact]
    public void The_options_are_those_of_the_client_but_for_its_clock_and_what_a_program_that_stays_needs_always() => Assert.Equal(
        typeof(PortManagerClientOptions).GetProperties().Select(p => p.Name).Except(["TimeProvider", "Reconnect", "FirstConnectTimeout"]).Order(),
        typeof(PortManagerOptions).GetProperties().Select(p => p.Name).Except(["Host", "Port", "StartTimeout"]).Order());

    private static bool Accepts(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<HealthStatus> HealthAsync(WebApplication app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Status;

    private WebApplication New(Action<PortManagerOptions>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddPortManager(options =>
        {
            options.Host = "127.0.0.1";
            options.Port = _portManager.Port;
            options.User = "fox";
            options.ReconnectDelay = TimeSpan.FromMilliseconds(2);
            options.MaxReconnectDelay = TimeSpan.FromMilliseconds(20);
            configure?.Invoke(options);
        });
        builder.Services.AddAdvertisedService("web");
        builder.Services.AddHealthChecks().AddPortManager();
        WebApplication app = builder.Build();
        app.MapGet("/", (HttpContext context) => context.Response.WriteAsync("hello"));
        return app;
    }
}

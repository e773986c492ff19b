using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Library;

/// <summary>The programs of README and docs/dotnet.md, run as they stand there. The web service is the native program if PORTMANAGER_EXAMPLES names its folder.</summary>
public sealed class ExampleTests
{
    private const string Service = "ScalerDisplay";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docs/dotnet.md", "examples/dotnet/WebService/Program.cs")]
    [InlineData("docs/dotnet.md", "examples/dotnet/Readout/Program.cs")]
    [InlineData("docs/dotnet.md", "examples/dotnet/Monitor/Program.cs")]
    [InlineData("docs/dotnet.md", "tests/PortManager.Tests/Packages/DocumentedTest.cs")]
    [InlineData("README.md", "examples/dotnet/Readme/Program.cs")]
    public void The_documentation_has_the_very_program(string document, string file)
    {
        string program = File.ReadAllText(Path.Combine(Root(), file));
        Assert.Contains($"```csharp\n{program}```", File.ReadAllText(Path.Combine(Root(), document)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_one_of_README_gets_its_port_and_finds_it_and_what_it_waits_for()
    {
        string[] lines = await OwnHost.PlayAsync($"""
            serve 30000 /var/tmp/port
            (sleep 30 | "$program" get RingMaster > holder) &
            LOGNAME=fox timeout 60 {Exe("Readme")}
            echo "it ends with $?"
            """);

        // Which of the two asks first is left to the host.
        bool isFirst = lines[0].EndsWith("30001", StringComparison.Ordinal);
        (int mine, int ring) = isFirst ? (30001, 30002) : (30002, 30001);
        Assert.Equal(
            [$"myService listens on port {mine}", $"myService of fox is on port {mine}", $"the ring master is on port {ring}", "it ends with 0"],
            lines);
    }

    [Fact]
    public async Task The_web_service_is_advertised_and_survives_a_kill_of_the_daemon_and_withdraws_when_it_stops()
    {
        await using Daemon before = await Daemon.StartAsync();
        await using RunningProgram service = StartService(before.Port);
        string[] rows = await AdvertisedAsync(before.Port, service);
        int port = int.Parse(rows[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        // The user is from the configuration, which a native program binds by generated code.
        Assert.Equal([$"{port} {Service} fox"], rows);
        using var http = new HttpClient();
        await ServesAsync(http, port);
        Assert.Equal("Healthy", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/healthz"), Token));

        await before.KillAsync();
        await using Daemon after = await before.SuccessorAsync();
        Assert.Equal(rows, await AdvertisedAsync(after.Port, service));
        Assert.Equal("17 counts/s", await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Token));

        service.Signal("TERM");
        Assert.Equal(0, await service.EndedAsync());
        using LineClient observer = LineClient.Connect(after.Port);
        Assert.Empty(observer.List());
    }

    [Fact]
    public async Task The_web_service_stops_while_the_daemon_is_away()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await using RunningProgram service = StartService(daemon.Port);
        string[] rows = await AdvertisedAsync(daemon.Port, service);
        using var http = new HttpClient();
        await ServesAsync(http, int.Parse(rows[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        await daemon.KillAsync();
        service.Signal("TERM");
        Assert.Equal(0, await service.EndedAsync());
    }

    [Fact]
    public async Task The_readout_waits_for_the_ring_master_and_has_its_port_again_after_a_restart()
    {
        await using Daemon before = await Daemon.StartAsync();
        await using RunningProgram readout = RunningProgram.Start(Exe("Readout"), [$"{before.Port}"]);
        string line = await readout.LineAsync();
        Assert.StartsWith("Readout is on port ", line, StringComparison.Ordinal);
        int port = int.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        using LineClient holder = LineClient.Connect(before.Port);
        using var ring = new TcpListener(IPAddress.Loopback, holder.Gimme("RingMaster"));
        ring.Start();
        Assert.StartsWith("connected to ", await readout.LineAsync(1), StringComparison.Ordinal);

        await before.KillAsync();
        await using Daemon after = await before.SuccessorAsync();
        Assert.StartsWith("Disconnected: ", await readout.LineAsync(2), StringComparison.Ordinal);
        Assert.StartsWith("Reconnected: ", await readout.LineAsync(3), StringComparison.Ordinal);
        using LineClient observer = LineClient.Connect(after.Port);
        Assert.Contains(observer.List(), row => row.StartsWith($"{port} Readout ", StringComparison.Ordinal));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("0 events", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task The_monitor_says_what_comes_and_goes_and_which_host_is_down()
    {
        await using Daemon first = await Daemon.StartAsync();
        await using Daemon second = await Daemon.StartAsync();
        await using RunningProgram monitor = RunningProgram.Start(Exe("Monitor"), [$"127.0.0.1:{first.Port}", $"localhost:{second.Port}"]);
        Assert.Equal(["127.0.0.1 is up", "localhost is up"], new[] { await monitor.LineAsync(), await monitor.LineAsync(1) }.Order(StringComparer.Ordinal));
        using (LineClient holder = LineClient.Connect(first.Port))
        {
            int port = holder.Gimme("RingMaster", "fox");
            Assert.Equal($"127.0.0.1: + RingMaster of fox on port {port}", await monitor.LineAsync(2));
        }

        Assert.Equal("127.0.0.1: - RingMaster of fox", await monitor.LineAsync(3));
        await second.KillAsync();
        Assert.StartsWith("localhost is down: ", await monitor.LineAsync(4), StringComparison.Ordinal);
        await using Daemon again = await second.SuccessorAsync();
        Assert.Equal("localhost is up", await monitor.LineAsync(5));
    }

    private static RunningProgram StartService(int port) => RunningProgram.Start(
        Environment.GetEnvironmentVariable("PORTMANAGER_EXAMPLES") is { Length: > 0 } native ? Path.GetFullPath(Path.Combine(native, "WebService")) : Exe("WebService"),
        ["--PortManager:Host=127.0.0.1", $"--PortManager:Port={port}", "--PortManager:User=fox", "--PortManager:MaxReconnectDelay=00:00:00.200"]);

    private static async Task<string[]> AdvertisedAsync(int port, RunningProgram service)
    {
        using LineClient observer = LineClient.Connect(port);
        string[] rows = [];
        await Eventually.Holds("the service is advertised", () => (rows = observer.List()).Length > 0 || service.HasEnded);
        Assert.False(service.HasEnded, $"{service.Output}{service.Errors}");
        return rows;
    }

    /// <summary>Waits for the end of its start: it is advertised as soon as it has the port, just before it listens.</summary>
    private static Task ServesAsync(HttpClient http, int port) => Eventually.Holds("it serves", async () =>
    {
        try
        {
            return await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Token) == "17 counts/s";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    private static string Exe(string example)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root(), "examples/dotnet", example, "bin", output.Parent!.Name, output.Name, example);
    }

    // tests/PortManager.EndToEnd/bin/CONFIGURATION/FRAMEWORK
    private static string Root() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
}

using System.Globalization;
using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "IPv4 port taken, IPv6 free", where today's daemon serves one of the two and says nothing.</summary>
public sealed class PortTakenTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("127.0.0.1", "0.0.0.0")]
    [InlineData("::", "[::]")]
    [InlineData("::1", "[::]")]
    public async Task It_does_not_start_and_says_why_in_one_line(string address, string named)
    {
        int port = Daemon.TakePorts(1).Low;
        using Socket stranger = Stranger.On(address, port, listens: true, reuse: true);
        string folder = Directory.CreateTempSubdirectory("portmanager-").FullName;
        string portFile = Path.Combine(folder, "listen.port");
        string pidFile = Path.Combine(folder, "pid");

        ProgramResult result = await PortManagerProgram.RunAsync(
            ["serve", "--listen", $"{port}", "--portfile", portFile, "--pidfile", pidFile, "--state", Path.Combine(folder, "state"),
                "--usagefile", Path.Combine(folder, "ports.txt"), "--log", Path.Combine(folder, "log")]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.StartsWith($"portmanager: cannot listen on {named}:{port.ToString(CultureInfo.InvariantCulture)}: ", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.Equal("", result.Output);
        Assert.False(File.Exists(portFile));
        Assert.False(File.Exists(pidFile));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_an_address_it_serves_IPv4_and_IPv6()
    {
        int port = Daemon.TakePorts(1).Low;
        await using Daemon daemon = await Daemon.StartAsync(options: ["--listen", $"{port}"]);
        foreach (string address in new[] { "127.0.0.1", "::1" })
        {
            using var tcp = new TcpClient(address, port);
            using var reader = new StreamReader(tcp.GetStream());
            tcp.GetStream().Write("GIMME s u\n"u8);
            Assert.Matches("^OK [0-9]+$", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task The_port_it_serves_on_is_never_handed_out()
    {
        (int low, int high) = Daemon.TakePorts(3);
        await using Daemon daemon = await Daemon.StartAsync(options: ["--listen", $"127.0.0.1:{low + 1}", "--ports", $"{low}-{high}"]);
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.Equal([low, high], new[] { client.Gimme("s"), client.Gimme("s") }.Order());
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME s u"));
        Assert.Equal($"FAIL {{port {low + 1} is not in the pool}}", client.Ask($"CLAIM {low + 1} s u"));
    }
}

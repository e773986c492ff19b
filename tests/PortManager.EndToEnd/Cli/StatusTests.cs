using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary><c>portmanager status</c>: the status of a daemon, with and without HTTP.</summary>
public sealed class StatusTests
{
    [Theory]
    [InlineData]
    [InlineData("--no-http")]
    public async Task It_is_a_table_for_people_and_an_object_for_programs(params string[] options)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 20, options: options);
        using LineClient holder = LineClient.Connect(daemon.Port);
        holder.Gimme("s");

        ProgramResult table = await daemon.RunAsync("status");
        ProgramResult json = await daemon.RunAsync("status", "--json");

        Assert.Equal((0, 0), (table.ExitCode, json.ExitCode));
        Assert.Matches("^WHAT +VALUE\nhost +127\\.0\\.0\\.1\nversion +[0-9.]+\n", table.Output);
        Assert.Matches("\nports-held +1\n", table.Output);
        JsonElement status = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(1, status.GetProperty("ports-held").GetInt32());
        Assert.Equal(19, status.GetProperty("ports-free").GetInt32());
        Assert.Equal(options.Length > 0 ? "off" : $"127.0.0.1:{daemon.Port}", status.GetProperty("http").GetString());
        Assert.Equal(daemon.Id, status.GetProperty("process").GetInt32());
    }

    [Fact]
    public async Task In_Json_only_counts_and_limits_are_numbers_whatever_a_text_looks_like()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 1);
        using var stranger = new TcpListener(IPAddress.Any, daemon.Ports.Low);
        stranger.Start();
        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME s u"));

        JsonElement status = JsonDocument.Parse((await daemon.RunAsync("status", "--json")).Output).RootElement;

        Assert.Equal($"{daemon.Ports.Low}", status.GetProperty("pool").GetString());
        Assert.Equal($"{daemon.Ports.Low}", status.GetProperty("ports-busy").GetString());
        string[] texts = ["host", "version", "started", "listen", "http", "pool", "ports-busy", "identity", "protected", "journal", "survives-restart"];
        Assert.All(status.EnumerateObject(), property => Assert.Equal(
            texts.Contains(property.Name) ? JsonValueKind.String : JsonValueKind.Number, property.Value.ValueKind));
    }

    [Fact]
    public async Task A_port_manager_that_knows_no_status_is_too_old()
    {
        using var old = new Peer("127.0.0.1");
        // The first connection is to hold ports; on the second it is asked what it knows.
        _ = old.AnswerAsync("FAIL {Invalid request VERSION}\n");
        _ = old.AnswerAsync("FAIL {Invalid request VERSION}\n");

        ProgramResult result = await PortManagerProgram.RunAsync("status", "--host", "127.0.0.1", "--port", $"{old.Port}");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("STATUS", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_check_a_port_manager_without_a_free_port_is_exit_code_1_and_a_sentence()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 1);
        ProgramResult well = await daemon.RunAsync("status", "--check");
        using LineClient holder = LineClient.Connect(daemon.Port);
        holder.Gimme("s");

        ProgramResult full = await daemon.RunAsync("status", "--check");

        Assert.Equal((0, ""), (well.ExitCode, well.Errors));
        Assert.Equal((1, $"portmanager: the port manager on 127.0.0.1 port {daemon.Port} has no free port\n"), (full.ExitCode, full.Errors));
        Assert.Equal(0, (await daemon.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task The_host_may_be_an_argument()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        Assert.Matches("\nhost +127\\.0\\.0\\.1\n", (await PortManagerProgram.RunAsync("status", "127.0.0.1", "--port", $"{daemon.Port}")).Output);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using PortManager.EndToEnd.Http;
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
        Assert.Equal(1, status.GetProperty("pool").GetProperty("held").GetInt32());
        Assert.Equal(19, status.GetProperty("pool").GetProperty("free").GetInt32());
        Assert.Equal(options.Length > 0 ? [] : [$"127.0.0.1:{daemon.Port}"], status.GetProperty("http").EnumerateArray().Select(place => place.GetString()));
        Assert.Equal(daemon.Id, status.GetProperty("process").GetInt32());
    }

    [Fact]
    public async Task Its_object_is_that_of_REST()
    {
        await using Daemon daemon = await Daemon.StartAsync(
            ports: 2, options: ["--protect", "RingMaster=root,daq", "--listen", "0", "--directory", "http://127.0.0.1:1", "--host-name", "daq1"]);
        using var stranger = new TcpListener(IPAddress.Any, daemon.Ports.Low);
        stranger.Start();
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("s");

        JsonNode ofRest = JsonNode.Parse(HttpPeer.Ask(daemon.Port, HttpPeer.Get("/api/v1/status")).Body)!;
        JsonNode ofStatus = JsonNode.Parse((await daemon.RunAsync("status", "--json")).Output)!;

        // Each is asked by a connection of its own, and the command line names the host as it was given.
        Assert.Equal("127.0.0.1", ofStatus["host"]!.GetValue<string>());
        foreach (JsonNode status in new[] { ofRest, ofStatus })
        {
            status["host"] = "";
            foreach (string count in new[] { "open", "idle", "http" })
                status["connections"]![count] = 0;
            status["directory"]!["problem"] = "";
        }

        Assert.Equal(ofRest.ToJsonString(), ofStatus.ToJsonString());
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

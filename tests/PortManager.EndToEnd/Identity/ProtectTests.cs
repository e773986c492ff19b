using System.Text.Json;
using PortManager.EndToEnd.Cli;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>Names that only certain users may advertise.</summary>
public sealed class ProtectTests
{
    private const string Refusal = "FAIL {only root may advertise RingMaster, and this connection is nobody's}";

    [Theory]
    [InlineData("off")]
    [InlineData("warn")]
    [InlineData("enforce")]
    public async Task Nobody_else_can_advertise_a_protected_name_before_its_user_or_after(string mode)
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", mode, "--protect", "RingMaster=root", "--protect", "Epics Display=nobody,12345"]);
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, daemon);
        await using OtherUser unnamed = OtherUser.On(OtherUser.Unnamed, daemon);
        using LineClient root = LineClient.Connect(daemon.Port);

        Assert.Equal(Refusal, await nobody.AskAsync("GIMME RingMaster nobody"));
        Assert.Equal(Refusal, await nobody.AskAsync("GIMME RingMaster root"));
        Assert.Equal(Refusal.Replace("Master,", "Master_1,", StringComparison.Ordinal), await nobody.AskAsync("GIMME RingMaster_1 aaa"));
        Assert.Equal(Refusal, await nobody.AskAsync($"CLAIM {daemon.Ports.High} RingMaster nobody"));
        Assert.Equal("FAIL {only nobody or 12345 may advertise Epics Display, and this connection is root's}", root.Ask("GIMME Epics Display root"));
        int first = root.Gimme("RingMaster", "root");
        int second = root.Gimme("RingMaster", "root");
        int display = await nobody.GimmeAsync("Epics Display", "nobody");
        int other = await unnamed.GimmeAsync("Epics Display", "12345");

        Assert.Equal(
            [
                $"{other} Epics\\u0020Display 12345", $"{display} Epics\\u0020Display nobody", $"{first} RingMaster root", $"{second} RingMaster_1 root",
            ],
            root.List());
        Assert.Equal("{RingMaster=root {Epics Display=nobody,12345}}", root.Status("protected"));
        JsonElement status = JsonDocument.Parse(HttpPeer.Ask(daemon.Port, HttpPeer.Get("/api/v1/status")).Body).RootElement;
        Assert.Equal(["RingMaster", "Epics Display"], status.GetProperty("protected").EnumerateArray().Select(p => p.GetProperty("service").GetString()));
        Assert.Contains("RingMaster=root {Epics Display=nobody,12345}", (await daemon.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_had_a_name_before_it_was_protected_have_it_no_longer()
    {
        await using Daemon before = await Daemon.StartAsync(ports: 6);
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, before);
        using LineClient root = LineClient.Connect(before.Port);
        int listening = await nobody.GimmeAsync("RingMaster", "aaa");
        await nobody.ListenAsync(listening);
        int silent = await nobody.GimmeAsync("RingMaster", "aaa");
        int other = await nobody.GimmeAsync("other", "nobody");
        await nobody.ListenAsync(other);
        int kept = root.Gimme("RingMaster", "root");
        await before.KillAsync();

        await using Daemon after = await before.SuccessorAsync("--protect", "RingMaster=root");
        using LineClient observer = LineClient.Connect(after.Port);

        Assert.Equal([$"{other} other nobody"], observer.List());
        Assert.Equal($"OK {kept}", observer.Ask($"CLAIM {kept} RingMaster root"));
        await Eventually.Holds("it is logged", () => Log(after).Contains(
            $"port {listening} is no longer advertised as RingMaster of aaa: only root may advertise that name", StringComparison.Ordinal));
        // The port on which the other listens is given to nobody; the one on which it does not is free.
        int[] given = [.. Enumerable.Range(0, 3).Select(_ => observer.Gimme("s"))];
        Assert.Contains(silent, given);
        Assert.DoesNotContain(listening, given);
        Assert.Equal("FAIL {no free ports}", observer.Ask("GIMME s u"));
    }

    [Fact]
    public async Task A_connection_that_outlives_the_daemon_is_closed_if_its_name_is_not_its_users_any_more()
    {
        await using FakeSystemd systemd = await FakeSystemd.RunAsync();
        using LineClient denied = LineClient.Connect(systemd.Port);
        using LineClient other = LineClient.Connect(systemd.Port);
        denied.Gimme("RingMaster", "root");
        denied.Gimme("also", "root");
        int kept = other.Gimme("other", "root");
        await systemd.KillAsync();

        await systemd.StartAsync("--protect", "RingMaster=nobody");

        Assert.Equal("", denied.ReadToEnd());
        using LineClient observer = LineClient.Connect(systemd.Port);
        Assert.Equal([$"{kept} other root"], observer.List());
        Assert.Equal([$"{kept} other root"], other.List());
    }

    [Theory]
    [InlineData("RingMaster")]
    [InlineData("RingMaster=")]
    [InlineData("=root")]
    [InlineData("RingMaster=root,")]
    public async Task A_value_that_is_none_is_refused_with_what_is_expected(string value)
    {
        ProgramResult result = await PortManagerProgram.RunAsync("serve", "--protect", value);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(
            $"portmanager: --protect expects a service and its users such as RingMaster=root,fox, not '{value}'", result.Errors, StringComparison.Ordinal);
    }

    private static string Log(Daemon daemon) => File.ReadAllText(daemon.Log);
}

using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "a restart", after which today's daemons hand out ports whose servers still listen.</summary>
public sealed class RestartTests
{
    private const int Ports = 3;

    [Fact]
    public async Task The_port_of_a_server_that_still_listens_is_not_handed_out()
    {
        Daemon before = await Daemon.StartAsync(Ports);
        await using (before)
        {
            using LineClient client = LineClient.Connect(before.Port);
            int port = client.Gimme("server");
            using var server = Stranger.On("0.0.0.0", port, listens: true, reuse: true);
            await before.KillAsync();

            await using Daemon after = await Daemon.StartAsync(options: ["--ports", $"{before.Ports.Low}-{before.Ports.High}"]);
            using LineClient other = LineClient.Connect(after.Port);
            int[] given = [other.Gimme("s"), other.Gimme("s")];
            Assert.DoesNotContain(port, given);
            Assert.Equal("FAIL {no free ports}", other.Ask("GIMME s u"));

            // But its server can have it again.
            using LineClient back = LineClient.Connect(after.Port);
            Assert.Equal($"OK {port}", back.Ask($"CLAIM {port} server u"));
        }
    }
}

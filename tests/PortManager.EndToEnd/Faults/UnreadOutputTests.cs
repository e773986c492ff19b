using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>Standard output and standard error of which nobody takes what the daemon writes.</summary>
public sealed class UnreadOutputTests
{
    private const string Pipe = "p=$(mktemp -u) && mkfifo $p && exec 3<>$p";

    [Theory]
    [InlineData(Pipe + " && rm $p && head -c 65536 /dev/zero >&3 && exec >&3 2>&3")]
    [InlineData(Pipe + " 4>$p && rm $p && exec >&4 2>&4 3<&- 4>&-")]
    [InlineData("exec >/dev/full 2>/dev/full")]
    [InlineData("exec >&- 2>&-")]
    public async Task The_service_goes_on_and_ends_as_ever(string shell)
    {
        // A file that it has to warn of makes it write on both.
        await using Daemon daemon = await Daemon.StartAsync(
            options: ["--usagefile", "/dev/null/there-is-no-such-file"], shell: $"export HOME=/nonexistent; {shell}");
        for (int round = 0; round < 50; round++)
        {
            using LineClient client = LineClient.Connect(daemon.Port);
            int port = client.Gimme("s");
            Assert.Contains($"{port} s u", client.List());
            Assert.Equal("FAIL {Invalid request HELLO: an unknown request}", client.Ask("HELLO"));
        }

        Assert.Equal(0, await daemon.EndAsync("TERM"));
        Assert.False(File.Exists(daemon.PortFile));
        Assert.Contains("there-is-no-such-file", File.ReadAllText(daemon.Log), StringComparison.Ordinal);
    }
}

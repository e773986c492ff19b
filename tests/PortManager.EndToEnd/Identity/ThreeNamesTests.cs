using System.Text.Json;
using PortManager.EndToEnd.Cli;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>After su, in cron and in containers a user has several names: the one of the environment, and the one that the kernel knows.</summary>
public sealed class ThreeNamesTests : IAsyncLifetime
{
    private Daemon _daemon = null!;
    private OtherUser _nobody = null!;
    private LineClient _root = null!;
    private int _fox;
    private int _own;
    private int _other;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync();
        _nobody = OtherUser.On(OtherUser.Nobody, _daemon);
        _root = LineClient.Connect(_daemon.Port);
        _fox = await _nobody.GimmeAsync("Ring", "fox");
        _own = await _nobody.GimmeAsync("Ring", "nobody");
        _other = _root.Gimme("Ring", "nobody");
    }

    public async ValueTask DisposeAsync()
    {
        _root.Dispose();
        await _nobody.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task Find_finds_by_either_name()
    {
        Assert.Equal($"{_fox}\tRing\tfox\n", (await _daemon.RunAsync("find", "--user", "fox")).Output);
        Assert.Equal($"{_other}\tRing_1\tnobody\n", (await _daemon.RunAsync("find", "--user", "root")).Output);
        Assert.Equal(
            Lines((_fox, "Ring", "fox"), (_own, "Ring", "nobody"), (_other, "Ring_1", "nobody")),
            Lines((await _daemon.RunAsync("find", "--user", "nobody")).Output));
        Assert.Equal(3, _root.Listing("FIND -user nobody").Length);
        Assert.Equal(3, _root.Listing("DETAIL -user nobody").Length);
        JsonElement rest = JsonDocument.Parse(HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/ports?user=root")).Body).RootElement;
        Assert.Equal(_other, rest.GetProperty("ports").EnumerateArray().Single().GetProperty("port").GetInt32());
    }

    [Fact]
    public async Task A_long_listing_and_the_details_show_both()
    {
        string[] lines = (await _daemon.RunAsync("list", "--long")).Output.Split('\n');

        Assert.Contains(lines, line => line.StartsWith("Ring ", StringComparison.Ordinal) && line.Contains($" {_fox}  fox     nobody ", StringComparison.Ordinal));
        Assert.Contains(_root.Listing("DETAIL"), row => row.StartsWith($"port {_fox} service Ring user fox owner nobody ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_root_of_a_user_namespace_is_whom_the_kernel_knows()
    {
        // unshare -Ur, as that user: whoever asks there finds the name root everywhere.
        await using RunningProgram faked = RunningProgram.Start(
            "setpriv",
            [
                $"--reuid={OtherUser.Nobody}", $"--regid={OtherUser.Nobody}", "--clear-groups", "unshare", "-Ur",
                "python3", "-c", "import os, pwd, socket, sys\n"
                    + $"c = socket.create_connection(('127.0.0.1', {_daemon.Port}))\n"
                    + "c.sendall(b'GIMME faked %s\\n' % pwd.getpwuid(os.getuid()).pw_name.encode())\n"
                    + "print(c.recv(100).decode().split()[1], flush=True)\n"
                    + "sys.stdin.read()",
            ]);

        string port = await faked.LineAsync();

        Assert.Contains(
            _root.Listing("DETAIL -user nobody"),
            row => row.StartsWith($"port {port} service faked user root owner nobody ", StringComparison.Ordinal));
    }

    private static string[] Lines(params (int Port, string Service, string User)[] rows) => Lines(string.Concat(rows.Select(r => $"{r.Port}\t{r.Service}\t{r.User}\n")));

    private static string[] Lines(string output) => [.. output.Split('\n').Order(StringComparer.Ordinal)];
}

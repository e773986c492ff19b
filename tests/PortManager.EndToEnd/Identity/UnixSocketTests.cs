using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>A Unix socket, for those who want no TCP: the kernel says who is at its other end too.</summary>
public sealed class UnixSocketTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-");
    private Daemon _daemon = null!;

    private string Socket => Path.Combine(_folder.FullName, "socket");

    public async ValueTask InitializeAsync()
    {
        // Other users come by it.
        _daemon = await Daemon.StartAsync(options: ["--unix", Socket, "--identity", "enforce"], shell: $"chmod 755 {_folder.FullName}");
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_user_can_come_by_it_as_himself_and_as_nobody_else()
    {
        await using OtherUser user = OtherUser.On(OtherUser.Nobody, Socket);

        Assert.Equal("FAIL {this connection is nobody's, and not root's}", await user.AskAsync("GIMME s root"));
        int port = await user.GimmeAsync("s", "nobody");

        using LineClient observer = LineClient.Connect(_daemon.Port);
        Assert.StartsWith($"port {port} service s user nobody owner nobody state reserved ", observer.Listing("DETAIL").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_says_whose_a_bad_request_was()
    {
        await using (OtherUser user = OtherUser.On(OtherUser.Nobody, Socket))
            Assert.StartsWith("FAIL ", await user.AskAsync("NONSENSE"), StringComparison.Ordinal);

        await Eventually.Holds("the log says it", () => Regex.IsMatch(
            File.ReadAllText(_daemon.Log), "bad request from process [0-9]+ of user 65534 \\(Unix socket\\): NONSENSE: "));
    }

    [Fact]
    public async Task A_port_is_free_when_its_holder_ends()
    {
        using LineClient observer = LineClient.Connect(_daemon.Port);
        await using (OtherUser user = OtherUser.On(OtherUser.Nobody, Socket))
        {
            await user.GimmeAsync("s", "nobody");
            Assert.Single(observer.List());
        }

        await Eventually.Holds("it is free", () => observer.List().Length == 0);
    }

    [Fact]
    public async Task A_socket_that_a_killed_daemon_left_behind_is_replaced()
    {
        await _daemon.KillAsync();
        Assert.True(File.Exists(Socket));

        await using Daemon after = await Daemon.StartAsync(options: ["--unix", Socket]);
        await using OtherUser user = OtherUser.On(OtherUser.Nobody, Socket);

        Assert.Equal("OK 0", await user.AskAsync("LIST"));
    }
}

using System.Net.Sockets;
using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>A Unix socket, for those who want no TCP: the kernel says who is at its other end too.</summary>
public sealed class UnixSocketTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-");
    private Daemon _daemon = null!;

    private string SocketPath => Path.Combine(_folder.FullName, "socket");

    public async ValueTask InitializeAsync()
    {
        // Other users come by it.
        _daemon = await Daemon.StartAsync(options: ["--unix", SocketPath, "--identity", "enforce"], shell: $"chmod 755 {_folder.FullName}");
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_user_can_come_by_it_as_himself_and_as_nobody_else()
    {
        await using OtherUser user = OtherUser.On(OtherUser.Nobody, SocketPath);

        Assert.Equal("FAIL {this connection is nobody's, and not root's}", await user.AskAsync("GIMME s root"));
        int port = await user.GimmeAsync("s", "nobody");

        using LineClient observer = LineClient.Connect(_daemon.Port);
        Assert.StartsWith($"port {port} service s user nobody owner nobody state reserved ", observer.Listing("DETAIL").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_says_whose_a_bad_request_was()
    {
        await using (OtherUser user = OtherUser.On(OtherUser.Nobody, SocketPath))
            Assert.StartsWith("FAIL ", await user.AskAsync("NONSENSE"), StringComparison.Ordinal);

        await Eventually.Holds("the log says it", () => Regex.IsMatch(
            File.ReadAllText(_daemon.Log), "bad request from process [0-9]+ of user 65534 \\(Unix socket\\): NONSENSE: "));
    }

    [Fact]
    public async Task A_port_is_free_when_its_holder_ends()
    {
        using LineClient observer = LineClient.Connect(_daemon.Port);
        await using (OtherUser user = OtherUser.On(OtherUser.Nobody, SocketPath))
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
        Assert.True(File.Exists(SocketPath));

        await using Daemon after = await Daemon.StartAsync(options: ["--unix", SocketPath]);
        await using OtherUser user = OtherUser.On(OtherUser.Nobody, SocketPath);

        Assert.Equal("OK 0", await user.AskAsync("LIST"));
    }

    [Fact]
    public async Task A_socket_on_which_somebody_listens_and_accepts_nobody_is_refused_at_once()
    {
        string busy = Path.Combine(_folder.FullName, "busy");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(busy));
        listener.Listen(1);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var second = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        first.Connect(new UnixDomainSocketEndPoint(busy));
        second.Connect(new UnixDomainSocketEndPoint(busy));

        ProgramResult result = await PortManagerProgram.RunAsync("serve", "--listen", "127.0.0.1:0", "--unix", busy);

        Assert.Equal((1, $"portmanager: cannot listen on {busy}: something is there already\n"), (result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task What_is_no_socket_in_its_place_stays()
    {
        string file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        ProgramResult result = await PortManagerProgram.RunAsync("serve", "--listen", "127.0.0.1:0", "--unix", file);

        Assert.Equal((1, $"portmanager: cannot listen on {file}: something is there already\n"), (result.ExitCode, result.Errors));
        Assert.True(File.Exists(file));
    }
}

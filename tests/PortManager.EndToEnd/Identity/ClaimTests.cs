using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>CLAIM goes by the verified user, in every mode: nobody gets the port of another.</summary>
public sealed class ClaimTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(ports: 5);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task An_orphan_is_its_user_s_whatever_name_another_claims()
    {
        await using OtherUser owner = OtherUser.On(OtherUser.Nobody, _daemon);
        int port = await owner.GimmeAsync("s", "nobody");
        await owner.ListenAsync(port);
        await _daemon.KillAsync();
        await using Daemon after = await _daemon.SuccessorAsync();

        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, after);
        Assert.Equal($"FAIL {{port {port} is in use by a process of user nobody}}", await thief.AskAsync($"CLAIM {port} s nobody"));
        Assert.Equal($"FAIL {{port {port} is in use by a process of user nobody}}", await thief.AskAsync($"CLAIM {port} s 12345"));
        using LineClient observer = LineClient.Connect(after.Port);
        Assert.StartsWith($"port {port} service s user nobody owner nobody state orphaned ", observer.Listing("DETAIL").Single(), StringComparison.Ordinal);

        await using OtherUser back = OtherUser.On(OtherUser.Nobody, after);
        Assert.Equal($"OK {port}", await back.AskAsync($"CLAIM {port} s nobody"));
        Assert.Equal(["listening"], observer.States());
    }

    [Fact]
    public async Task A_port_kept_after_a_restart_is_its_user_s_whatever_name_another_claims()
    {
        int port = await TakeAndKillAsync();

        await using Daemon after = await _daemon.SuccessorAsync();
        string refusal = $"FAIL {{port {port} is kept for nobody, who had it before the restart}}";
        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, after);
        Assert.Equal(refusal, await thief.AskAsync($"CLAIM {port} s nobody"));
        using LineClient root = LineClient.Connect(after.Port);
        Assert.Equal(refusal, root.Ask($"CLAIM {port} s nobody"));

        await using OtherUser back = OtherUser.On(OtherUser.Nobody, after);
        Assert.Equal($"OK {port}", await back.AskAsync($"CLAIM {port} s nobody"));
    }

    [Fact]
    public async Task Who_closes_its_side_at_once_gets_no_port_that_is_kept_for_another()
    {
        int port = await TakeAndKillAsync();

        await using Daemon after = await _daemon.SuccessorAsync();
        for (int i = 0; i < 20; i++)
        {
            await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, after);
            Assert.Equal($"FAIL {{port {port} is kept for nobody, who had it before the restart}}", await thief.AskLastAsync($"CLAIM {port} s nobody"));
        }

        await using OtherUser back = OtherUser.On(OtherUser.Nobody, after);
        Assert.Equal($"OK {port}", await back.AskLastAsync($"CLAIM {port} s nobody"));
    }

    [Fact]
    public async Task A_client_that_has_gone_already_gets_no_port_that_is_kept_for_another()
    {
        int port = await TakeAndKillAsync();

        await using Daemon after = await _daemon.SuccessorAsync();
        for (int i = 0; i < 50; i++)
        {
            using LineClient gone = LineClient.Connect(after.Port);
            gone.Send($"CLAIM {port} s nobody\n");
        }

        using LineClient observer = LineClient.Connect(after.Port);
        Assert.Equal("1", observer.Status("ports-resting"));
    }

    [Fact]
    public async Task A_port_is_not_to_be_claimed_with_a_listener_beside_that_of_another_user()
    {
        int port = _daemon.Ports.Low + 2;
        await using OtherUser victim = OtherUser.On(OtherUser.Nobody, _daemon);
        await victim.ListenAsync(port);
        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, _daemon);
        await thief.ListenAsync(port, "::1");

        Assert.Matches($"^FAIL {{port {port} is in use by a process of user (nobody|65534)}}$", await thief.AskAsync($"CLAIM {port} s 12345"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nor_beside_a_socket_of_another_user_that_is_bound_and_does_not_listen_yet(bool reuse)
    {
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 8), "before Linux 6.8 the kernel tells of no such socket");
        int port = _daemon.Ports.Low + 2;
        using Socket roots = Stranger.On("127.0.0.1", port, listens: false, reuse);
        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, _daemon);
        await thief.ListenAsync(port, "::1");

        Assert.Matches($"^FAIL {{port {port} is in use by a process of user (root|0)}}$", await thief.AskAsync($"CLAIM {port} s 12345"));
    }

    [Fact]
    public async Task An_orphan_s_server_gets_its_port_back_although_another_user_listens_beside_it()
    {
        await using OtherUser owner = OtherUser.On(OtherUser.Nobody, _daemon);
        int port = await owner.GimmeAsync("s", "nobody");
        await owner.ListenAsync(port, "127.0.0.1");
        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, _daemon);
        await thief.ListenAsync(port, "::1");
        await _daemon.KillAsync();
        await using Daemon after = await _daemon.SuccessorAsync();
        using LineClient observer = LineClient.Connect(after.Port);
        Assert.Equal(["orphaned"], observer.States());

        await using OtherUser back = OtherUser.On(OtherUser.Nobody, after);
        Assert.Equal($"OK {port}", await back.AskAsync($"CLAIM {port} s nobody"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_port_that_another_program_has_bound_without_listening_is_not_to_be_claimed(bool reuse)
    {
        int port = _daemon.Ports.Low + 2;
        using LineClient client = LineClient.Connect(_daemon.Port);
        using (Stranger.On("127.0.0.1", port, listens: false, reuse))
            Assert.Equal($"FAIL {{port {port} is in use by another program}}", client.Ask($"CLAIM {port} s u"));

        Assert.Equal($"OK {port}", client.Ask($"CLAIM {port} s u"));
    }

    [Theory]
    [InlineData("off")]
    [InlineData("warn")]
    public async Task A_port_on_which_another_listens_is_not_to_be_claimed(string mode)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 5, options: ["--identity", mode]);
        int port = daemon.Ports.Low + 2;
        await using OtherUser listener = OtherUser.On(OtherUser.Nobody, daemon);
        await listener.ListenAsync(port);

        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, daemon);
        Assert.Matches($"^FAIL {{port {port} is in use by a process of user (nobody|65534)}}$", await thief.AskAsync($"CLAIM {port} s 12345"));

        Assert.Equal($"OK {port}", await listener.AskAsync($"CLAIM {port} s nobody"));
    }

    [Fact]
    public async Task A_port_that_is_held_is_to_be_claimed_or_freed_by_nobody_else()
    {
        await using OtherUser holder = OtherUser.On(OtherUser.Nobody, _daemon);
        int port = await holder.GimmeAsync("s", "nobody");

        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, _daemon);
        Assert.Equal($"FAIL {{port {port} is in use by s of nobody}}", await thief.AskAsync($"CLAIM {port} s nobody"));
        Assert.Equal($"FAIL {{port {port} is not held by this connection}}", await thief.AskAsync($"FREE {port}"));
        Assert.Equal("OK 1", await thief.AskAsync("LIST"));
    }

    /// <summary>Has nobody take a port, and kills the daemon while it is held.</summary>
    private async Task<int> TakeAndKillAsync()
    {
        await using OtherUser owner = OtherUser.On(OtherUser.Nobody, _daemon);
        int port = await owner.GimmeAsync("s", "nobody");
        await _daemon.KillAsync();
        return port;
    }
}

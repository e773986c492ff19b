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
        int port;
        await using (OtherUser owner = OtherUser.On(OtherUser.Nobody, _daemon))
        {
            port = await owner.GimmeAsync("s", "nobody");
            await _daemon.KillAsync();
        }

        await using Daemon after = await _daemon.SuccessorAsync();
        string refusal = $"FAIL {{port {port} is kept for nobody, who had it before the restart}}";
        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, after);
        Assert.Equal(refusal, await thief.AskAsync($"CLAIM {port} s nobody"));
        using LineClient root = LineClient.Connect(after.Port);
        Assert.Equal(refusal, root.Ask($"CLAIM {port} s nobody"));

        await using OtherUser back = OtherUser.On(OtherUser.Nobody, after);
        Assert.Equal($"OK {port}", await back.AskAsync($"CLAIM {port} s nobody"));
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
}

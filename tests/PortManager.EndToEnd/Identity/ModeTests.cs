using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>Two real users try to be each other and root, in each mode.</summary>
public sealed class ModeTests
{
    private const string Differs = "in whose name";

    [Fact]
    public async Task Off_believes_everyone_and_says_nothing()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", "off"]);
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, daemon);

        int port = await nobody.GimmeAsync("RingMaster", "root");

        await Eventually.Holds("it is logged", () => Log(daemon).Contains($"allocated port {port} ", StringComparison.Ordinal));
        Assert.DoesNotContain(Differs, Log(daemon), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warn_gives_the_port_and_shows_both_in_the_status_and_the_log()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await using OtherUser nobody = OtherUser.On(OtherUser.Nobody, daemon);
        await using OtherUser unnamed = OtherUser.On(OtherUser.Unnamed, daemon);
        using LineClient root = LineClient.Connect(daemon.Port);

        int first = await nobody.GimmeAsync("RingMaster", "root");
        int second = await unnamed.GimmeAsync("RingMaster", "nobody");
        int third = root.Gimme("RingMaster", "fox");
        int honest = await nobody.GimmeAsync("honest", "nobody");

        string[] rows = root.Listing("DETAIL");
        Assert.Contains(rows, r => r.StartsWith($"port {first} service RingMaster user root owner nobody ", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.StartsWith($"port {second} service RingMaster user nobody owner 12345 ", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.StartsWith($"port {third} service RingMaster user fox owner root ", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.StartsWith($"port {honest} service honest user nobody owner nobody ", StringComparison.Ordinal));
        await Eventually.Holds("both are in the log", () =>
            Log(daemon).Contains($"allocated port {first} to RingMaster of root, {Differs} nobody asked", StringComparison.Ordinal)
            && Log(daemon).Contains($"allocated port {second} to RingMaster of nobody, {Differs} 12345 asked", StringComparison.Ordinal)
            && Log(daemon).Contains($"allocated port {honest} to honest of nobody\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(OtherUser.Nobody, "nobody", null)]
    [InlineData(OtherUser.Nobody, "root", "nobody's, and not root's")]
    [InlineData(OtherUser.Nobody, "12345", "nobody's, and not 12345's")]
    [InlineData(OtherUser.Nobody, "65534", "nobody's, and not 65534's")]
    [InlineData(OtherUser.Unnamed, "12345", null)]
    [InlineData(OtherUser.Unnamed, "root", "12345's, and not root's")]
    [InlineData(OtherUser.Unnamed, "nobody", "12345's, and not nobody's")]
    public async Task Enforce_refuses_who_claims_to_be_someone_else(int uid, string name, string? refusal)
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", "enforce"]);
        await using OtherUser user = OtherUser.On(uid, daemon);
        int port = daemon.Ports.High;

        string given = await user.AskAsync($"GIMME s {name}");
        string claimed = await user.AskAsync($"CLAIM {port} t {name}");

        if (refusal is null)
        {
            Assert.StartsWith("OK ", given, StringComparison.Ordinal);
            Assert.Equal($"OK {port}", claimed);
        }
        else
        {
            Assert.Equal($"FAIL {{this connection is {refusal}}}", given);
            Assert.Equal(given, claimed);
            Assert.Equal("OK 0", await user.AskAsync("LIST"));
        }
    }

    [Fact]
    public async Task Enforce_lets_root_be_anyone()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", "enforce"]);
        using LineClient root = LineClient.Connect(daemon.Port);

        root.Gimme("s", "fox");
        root.Gimme("s", "nobody");
    }

    [Fact]
    public async Task A_client_that_closes_at_once_is_unknown_and_never_root()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--identity", "enforce"]);
        // It accepts only when the client has gone.
        await daemon.HaltAsync();
        using (LineClient gone = LineClient.Connect(daemon.Port))
            gone.Send("GIMME s root\n");
        daemon.Signal("CONT");

        await Eventually.Holds("it is refused", () =>
            Log(daemon).Contains("the system does not tell whether this connection is root's", StringComparison.Ordinal));
        Assert.DoesNotContain("allocated", Log(daemon), StringComparison.Ordinal);
    }

    private static string Log(Daemon daemon) => File.ReadAllText(daemon.Log);
}

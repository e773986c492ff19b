using PortManager.Client;

namespace PortManager.Tests.Client;

public sealed class OptionsTests
{
    private static readonly PortManagerClientOptions s_defaults = new();

    public static TheoryData<PortManagerClientOptions, string> Wrong => new()
    {
        { s_defaults with { User = "" }, "User is empty." },
        { s_defaults with { User = "a\nb" }, "User holds a control character." },
        { s_defaults with { ConnectTimeout = TimeSpan.Zero }, "ConnectTimeout has to be more than 0." },
        { s_defaults with { RequestTimeout = TimeSpan.FromSeconds(-1) }, "RequestTimeout has to be more than 0." },
        { s_defaults with { RequestTimeout = TimeSpan.FromDays(2) }, "RequestTimeout is more than one day." },
        { s_defaults with { RequestTimeout = Timeout.InfiniteTimeSpan }, "RequestTimeout has to be more than 0." },
        { s_defaults with { ReconnectDelay = TimeSpan.Zero }, "ReconnectDelay has to be more than 0." },
        { s_defaults with { MaxReconnectDelay = TimeSpan.FromMilliseconds(49) }, "MaxReconnectDelay is less than ReconnectDelay." },
        { s_defaults with { ReclaimTimeout = TimeSpan.FromTicks(-1) }, "ReclaimTimeout is less than 0." },
        { s_defaults with { PollInterval = TimeSpan.Zero }, "PollInterval has to be more than 0." },
        { s_defaults with { MaxPollInterval = TimeSpan.Zero }, "MaxPollInterval is less than PollInterval." },
        { s_defaults with { PortFile = null! }, "PortFile is null: it has to be the path of a file." },
        { s_defaults with { TimeProvider = null! }, "TimeProvider is null: TimeProvider.System is the system's clock." },
    };

    [Fact]
    public void The_defaults_are_fine() => Assert.Null(s_defaults.Problem());

    [Fact]
    public void The_defaults_are_what_their_documentation_says()
    {
        Assert.Null(s_defaults.User);
        Assert.Equal(TimeSpan.FromSeconds(5), s_defaults.ConnectTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), s_defaults.RequestTimeout);
        Assert.True(s_defaults.Reconnect);
        Assert.Equal(TimeSpan.FromMilliseconds(50), s_defaults.ReconnectDelay);
        Assert.Equal(TimeSpan.FromSeconds(2), s_defaults.MaxReconnectDelay);
        Assert.Equal(TimeSpan.FromSeconds(5), s_defaults.ReclaimTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(100), s_defaults.PollInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), s_defaults.MaxPollInterval);
        Assert.Equal("/var/tmp/daqportmgr/listen.port", s_defaults.PortFile);
        Assert.Same(TimeProvider.System, s_defaults.TimeProvider);
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_is_said(PortManagerClientOptions options, string problem) =>
        Assert.Equal(problem, options.Problem());

    [Fact]
    public void A_reclaim_timeout_of_zero_is_fine() =>
        Assert.Null((s_defaults with { ReclaimTimeout = TimeSpan.Zero }).Problem());

    [Fact]
    public async Task They_can_be_set_in_a_lambda_and_a_client_keeps_those_that_it_was_made_with()
    {
        Action<PortManagerClientOptions> configure = options => options.User = "fox";
        var options = new PortManagerClientOptions();
        configure(options);
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await Clients.ConnectAsync(peer, options);
        options.RequestTimeout = TimeSpan.FromTicks(1);
        Assert.Equal(30105, await client.GetPortAsync("s", Clients.Token));
        Assert.Equal(["GIMME s fox"], peer.Requests);
    }
}

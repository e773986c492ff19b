using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Identity;

/// <summary>Networks that count as this host: --local.</summary>
public sealed class LocalNetworkTests
{
    private const string Scenario = "ask 'GIMME s u'; ask 'CLAIM 30005 t u'";

    [Fact]
    public async Task A_host_of_such_a_network_gets_ports() =>
        Assert.Equal(["OK 30001", "OK 30005"], await TwoHosts.PlayAsync(Scenario, "--local", "198.51.100.0/24"));

    [Fact]
    public async Task A_host_of_another_network_does_not()
    {
        const string Refusal = "FAIL {198.51.100.2 (198.51.100.2) : Only local applications get ports}";
        Assert.Equal([Refusal, Refusal], await TwoHosts.PlayAsync(Scenario, "--local", "198.51.100.128/25", "--local", "2001:db8::/64"));
    }

    [Fact]
    public async Task Its_users_are_unknown_and_so_get_none_where_users_are_checked()
    {
        const string Refusal = "FAIL {the system does not tell whether this connection is u's}";
        Assert.Equal(
            [Refusal],
            await TwoHosts.PlayAsync("ask 'CLAIM 30005 s u'", "--local", "198.51.100.0/24", "--identity", "enforce"));
    }
}

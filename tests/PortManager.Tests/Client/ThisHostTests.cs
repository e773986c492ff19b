using System.Net;
using PortManager.Client;

namespace PortManager.Tests.Client;

public sealed class ThisHostTests
{
    [Theory]
    [InlineData("localhost", "192.0.2.9", true)]
    [InlineData("LocalHost", "192.0.2.9", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("x", "127.0.1.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("x", "::ffff:127.0.0.1", true)]
    [InlineData("spdaq01", "192.0.2.9", true)]
    [InlineData("SPDAQ01", "192.0.2.9", true)]
    [InlineData("x", "192.0.2.1", true)]
    [InlineData("x", "::ffff:192.0.2.1", true)]
    [InlineData("x", "2001:db8::1", true)]
    [InlineData("x", "192.0.2.2", false)]
    [InlineData("spdaq02", "2001:db8::2", false)]
    [InlineData("localhost.example.org", "192.0.2.9", false)]
    public void This_host_is_known_by_name_and_address(string host, string address, bool isThisHost)
    {
        IPAddress[] own = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")];
        Assert.Equal(isThisHost, ThisHost.Is(host, [IPAddress.Parse(address)], "spdaq01", () => own));
    }

    [Fact]
    public void This_machine_knows_its_own_name() =>
        Assert.True(ThisHost.Is(Dns.GetHostName(), [IPAddress.Parse("192.0.2.1")]));
}

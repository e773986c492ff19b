using System.Net;
using System.Net.Sockets;
using PortManager.Server.Listening;

namespace PortManager.Tests.Server.Listening;

public class LocalityTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.2")]
    [InlineData("127.9.8.7", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1")]
    [InlineData("::ffff:127.0.0.2", "::ffff:127.0.0.1")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("fe80::7%2", "fe80::7%2")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7")]
    public void A_peer_on_this_host_is_local(string peer, string own) =>
        Assert.True(Locality.IsLocal(At(peer, 50000), At(own, 30000)));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.8")]
    [InlineData("192.0.2.7", "127.0.0.1")]
    [InlineData("192.0.2.7", "0.0.0.0")]
    [InlineData("0.0.0.0", "192.0.2.7")]
    [InlineData("128.0.0.1", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::8")]
    [InlineData("2001:db8::7", "::1")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.8")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.8")]
    [InlineData("::192.0.2.7", "192.0.2.7")]
    [InlineData("::7f00:1", "192.0.2.7")]
    [InlineData("fe80::7%2", "fe80::7%3")]
    public void A_peer_elsewhere_is_not(string peer, string own) =>
        Assert.False(Locality.IsLocal(At(peer, 30000), At(own, 30000)));

    [Fact]
    public void A_peer_without_an_address_is_not_local()
    {
        IPEndPoint own = At("127.0.0.1", 30000);

        Assert.False(Locality.IsLocal(null, own));
        Assert.False(Locality.IsLocal(own, null));
        Assert.False(Locality.IsLocal(null, null));
        Assert.False(Locality.IsLocal(new UnixDomainSocketEndPoint("/a"), own));
    }

    [Theory]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public void A_mapped_address_is_shown_as_what_it_is(string address, string shown) =>
        Assert.Equal(shown, Locality.Unmapped(IPAddress.Parse(address)).ToString());

    private static IPEndPoint At(string address, int port) => new(IPAddress.Parse(address), port);
}

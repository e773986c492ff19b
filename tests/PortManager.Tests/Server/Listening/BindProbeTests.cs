using System.Net;
using System.Net.Sockets;
using PortManager.Server.Listening;

namespace PortManager.Tests.Server.Listening;

public class BindProbeTests
{
    [Theory]
    [InlineData("0.0.0.0", false, true)]
    [InlineData("0.0.0.0", true, false)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("127.0.0.1", true, false)]
    [InlineData("::1", false, true)]
    [InlineData("::1", true, false)]
    public void A_port_that_is_bound_is_not_free_until_it_is_let_go(string address, bool reuse, bool listens)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipUnless(ip.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "this host has no IPv6");
        var probe = new BindProbe();
        int port;
        // .NET sets SO_REUSEADDR where the protocol is named.
        using (var socket = new Socket(ip.AddressFamily, SocketType.Stream, reuse ? ProtocolType.Tcp : ProtocolType.Unspecified))
        {
            socket.Bind(new IPEndPoint(ip, 0));
            if (listens)
                socket.Listen();
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;

            Assert.False(probe.IsFree(port));
        }

        Assert.True(probe.IsFree(port));
        Assert.True(probe.IsFree(port));
    }
}

using System.Net.Sockets;
using PortManager.Client;

namespace PortManager.Tests.Client;

public sealed class KeepAliveTests
{
    [Fact]
    public void A_system_that_lacks_an_option_costs_no_connection()
    {
        // It stands for older Windows: it has the first option, and none of TCP's.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Throws<SocketException>(() => socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3));
        KeepAlive.SetOn(socket);
        Assert.NotEqual(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
    }
}

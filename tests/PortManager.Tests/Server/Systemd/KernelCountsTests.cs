using System.Net;
using System.Net.Sockets;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Systemd;

public sealed class KernelCountsTests
{
    [Fact]
    public async Task The_kernel_counts_what_was_read_and_what_was_written()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, stop);
        using Socket server = await listener.AcceptSocketAsync(stop);
        Assert.Equal((0, 0), KernelCounts.Of(server));

        await client.Client.SendAsync(new byte[10], stop);
        await server.ReceiveAsync(new byte[4], stop);
        Assert.Equal((4, 0), KernelCounts.Of(server));

        await server.SendAsync(new byte[200_000], stop);
        Assert.Equal((4, 200_000), KernelCounts.Of(server));

        client.Client.Shutdown(SocketShutdown.Send);
        await server.ReceiveAsync(new byte[10], stop);
        Assert.Equal(0, await server.ReceiveAsync(new byte[10], stop));
        Assert.Equal((10, 200_000), KernelCounts.Of(server));
    }

    [Fact]
    public void It_does_not_count_on_a_Unix_socket()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Null(KernelCounts.Of(socket));
    }
}

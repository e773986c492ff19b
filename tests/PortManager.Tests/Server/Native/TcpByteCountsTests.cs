using System.Net;
using System.Net.Sockets;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Native;

public sealed class TcpByteCountsTests
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
        Assert.Equal(new TcpByteCounts(0, 0), Counts(server));

        await client.Client.SendAsync(new byte[10], stop);
        await server.ReceiveAsync(new byte[4], stop);
        Assert.Equal(new TcpByteCounts(4, 0), Counts(server));

        await server.SendAsync(new byte[200_000], stop);
        Assert.Equal(new TcpByteCounts(4, 200_000), Counts(server));

        client.Client.Shutdown(SocketShutdown.Send);
        await server.ReceiveAsync(new byte[10], stop);
        Assert.Equal(0, await server.ReceiveAsync(new byte[10], stop));
        Assert.Equal(new TcpByteCounts(10, 200_000), Counts(server));
    }

    [Fact]
    public void It_does_not_count_on_a_Unix_socket()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Null(Counts(socket));
    }

    [Fact]
    public async Task Bytes_that_are_looked_at_are_not_read_until_they_are_discarded()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, stop);
        using Socket server = await listener.AcceptSocketAsync(stop);
        var stream = new StreamSocket((int)server.Handle);
        await client.Client.SendAsync(new byte[3000], stop);
        Patience.Until(() => TcpByteCounts.InputLength(stream.Descriptor) == 3000);

        Assert.Equal(3000, stream.LookAt(new byte[4096]));
        Assert.Equal(new TcpByteCounts(0, 0), Counts(server));
        stream.Discard(2900);

        Assert.Equal(new TcpByteCounts(2900, 0), Counts(server));
        Assert.Equal(100, TcpByteCounts.InputLength(stream.Descriptor));
        Assert.False(TcpByteCounts.PeerHasClosed(stream.Descriptor));
        client.Client.Shutdown(SocketShutdown.Send);
        Patience.Until(() => TcpByteCounts.PeerHasClosed(stream.Descriptor));
    }

    private static TcpByteCounts? Counts(Socket socket) => TcpByteCounts.Of((int)socket.Handle);
}

using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>Who connects while the service ends gets a reply or none, and nothing that was meant for the kernel.</summary>
public sealed class RepliesAtTheEndTests
{
    private const int Clients = 6;
    private const int Restarts = 12;

    [Fact]
    public async Task Each_reply_is_one()
    {
        await using FakeSystemd systemd = await FakeSystemd.RunAsync();
        using var stop = new CancellationTokenSource();
        Task<int>[] asking = [.. Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(
            () => Ask(systemd.Port, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            for (int i = 0; i < Restarts; i++)
            {
                // Some time of each life is spent with connections that come and go.
                await Task.Delay(200, TestContext.Current.CancellationToken);
                await systemd.TerminateAsync();
                await systemd.StartAsync();
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        Assert.All(await Task.WhenAll(asking), replies => Assert.True(replies > 0));
    }

    private static int Ask(int port, CancellationToken stop)
    {
        byte[] buffer = new byte[256];
        int replies = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using LineClient client = LineClient.Connect(port);
                client.Send("VERSION\n");
                int length = client.Socket.Receive(buffer);
                Assert.True(length == 0 || buffer[0] is (byte)'O' or (byte)'F', Convert.ToHexString(buffer, 0, length));
                replies += length > 0 ? 1 : 0;
            }
            catch (SocketException)
            {
                // The service ended.
            }
        }

        return replies;
    }
}

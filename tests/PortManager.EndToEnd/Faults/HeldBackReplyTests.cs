using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>
/// SPEC section 6: a LIST on a kept connection that takes 44 ms, since the kernel holds the end of a reply back until the client has
/// acknowledged what came before (Nagle's algorithm), which the client puts off.
/// </summary>
public sealed class HeldBackReplyTests
{
    [Fact]
    public async Task The_kernel_is_told_to_hold_no_reply_back()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("s");

        using Socket own = await BorrowedSocket.OfAsync(daemon, client);

        Assert.True(own.NoDelay);
    }
}

using System.Buffers;
using PortManager.Server.Connections;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>What the requests that come most often cost on the managed heap.</summary>
[Collection(Alone.Name)]
public class AllocationFreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void A_LIST_that_has_not_changed_allocates_nothing(int rows)
    {
        using var desk = new SessionDesk(ports: 1000);
        for (int i = 0; i < rows; i++)
            desk.Take("RingMaster", $"user{i}");
        var session = new Session(new Connection(1, SessionDesk.Local()), desk.Executor, desk.Limits, desk.Metrics, mayBeHttp: true);
        var replies = new Replies();
        byte[] request = "LIST\n"u8.ToArray();
        int length = desk.Listings.All.Length;

        Assert.Equal(0, Allocated.By(() =>
        {
            (int consumed, NextStep next) = session.Serve(new ReadOnlySequence<byte>(request), replies);
            if (consumed != request.Length || next != NextStep.Continue || replies.Length != length)
                Assert.Fail("it was not answered");
            replies.NoteSent(replies.Length);
        }));
    }
}

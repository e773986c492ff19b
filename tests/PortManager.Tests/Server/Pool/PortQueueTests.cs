using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

public class PortQueueTests
{
    [Fact]
    public void A_new_queue_is_empty()
    {
        var queue = new PortQueue();

        Assert.Equal(0, queue.First);
        Assert.Equal(0, queue.Count);
        Assert.Empty(queue.Ports);
        Assert.False(queue.Contains(1));
        Assert.False(queue.Contains(65535));
    }

    [Theory]
    [InlineData(new[] { 7 }, 7, new int[0])]
    [InlineData(new[] { 1, 65535 }, 1, new[] { 65535 })]
    [InlineData(new[] { 1, 65535 }, 65535, new[] { 1 })]
    [InlineData(new[] { 3, 2, 1 }, 3, new[] { 2, 1 })]
    [InlineData(new[] { 3, 2, 1 }, 2, new[] { 3, 1 })]
    [InlineData(new[] { 3, 2, 1 }, 1, new[] { 3, 2 })]
    public void Any_port_can_be_taken_out_and_the_others_keep_their_order(int[] ports, int removed, int[] rest)
    {
        PortQueue queue = Of(ports);

        queue.Remove(removed);

        Assert.Equal(rest, queue.Ports);
        Assert.Equal(rest.Length, queue.Count);
        Assert.Equal(rest.FirstOrDefault(), queue.First);
        Assert.False(queue.Contains(removed));
        Assert.All(rest, port => Assert.True(queue.Contains(port)));
    }

    [Fact]
    public void It_does_what_a_list_does()
    {
        var random = new Random(1);
        var queue = new PortQueue();
        var list = new List<int>();
        for (int step = 0; step < 20_000; step++)
        {
            int port = random.Next(1, 30);
            Assert.Equal(list.Contains(port), queue.Contains(port));
            if (list.Remove(port))
            {
                queue.Remove(port);
            }
            else
            {
                list.Add(port);
                queue.Append(port);
            }

            Assert.Equal(list, queue.Ports);
            Assert.Equal(list.Count, queue.Count);
        }
    }

    private static PortQueue Of(int[] ports)
    {
        var queue = new PortQueue();
        foreach (int port in ports)
            queue.Append(port);
        return queue;
    }
}

namespace PortManager.EndToEnd.Support;

/// <summary>Hands out ports for the pools of daemons: each once, below those that the kernel takes for itself.</summary>
internal static class Pools
{
    private const int First = 10_000;
    private const int Last = 29_999;

    private static int s_next = First;

    public static (int Low, int High) Take(int ports)
    {
        int end = Interlocked.Add(ref s_next, ports);
        Assert.True(end <= Last + 1, "the tests have used up the ports for pools");
        return (end - ports, end - 1);
    }
}

namespace PortManager.Tests;

/// <summary>What something costs on the managed heap. Tests that ask run alone (<see cref="Server.Alone"/>).</summary>
internal static class Allocated
{
    /// <summary>How many calls a figure is of.</summary>
    public const int Times = 1000;

    private const int Turns = 5;

    /// <summary>
    /// The bytes that so many calls allocate: the least of several turns. The runtime itself allocates now and then while it compiles what it runs, and what
    /// is kept is made once, but what each call allocates is in every turn.
    /// </summary>
    public static long By(Action act) => Enumerable.Range(0, Turns).Min(_ => ByOneTurn(act));

    private static long ByOneTurn(Action act)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Times; i++)
            act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

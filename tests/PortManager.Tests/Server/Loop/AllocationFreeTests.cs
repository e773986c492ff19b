namespace PortManager.Tests.Server.Loop;

/// <summary>What turns of the loop cost on the managed heap.</summary>
[Collection(Alone.Name)]
public class AllocationFreeTests
{
    private const int Rounds = 3000;

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void A_LIST_that_has_not_changed_allocates_nothing_from_its_bytes_to_its_reply(int rows)
    {
        using var desk = new LoopDesk();
        for (int i = 0; i < rows; i++)
            desk.Take("s");
        LoopClient client = desk.Connect();
        Ask(Rounds);

        long before = Allocated();
        Ask(Rounds);
        long after = Allocated();

        // Asking the loop allocates some bytes; a single one for each LIST would be more.
        Assert.InRange(after - before, 0, Rounds - 1);

        void Ask(int times)
        {
            for (int i = 0; i < times; i++)
                Assert.StartsWith("OK ", client.List(), StringComparison.Ordinal);
        }

        long Allocated() => desk.Ask(GC.GetAllocatedBytesForCurrentThread);
    }
}

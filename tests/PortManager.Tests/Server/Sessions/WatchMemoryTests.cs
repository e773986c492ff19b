namespace PortManager.Tests.Server.Sessions;

[Collection(Alone.Name)]
public class WatchMemoryTests
{
    [Fact]
    public void Many_watchers_that_do_not_keep_up_cost_no_memory()
    {
        using var desk = new SessionDesk();
        desk.EndTurn();
        Conversation[] watchers = [.. Enumerable.Range(0, 200).Select(_ => desk.Connect())];
        Assert.All(watchers, w => Assert.Equal("OK 0\n", w.Say("WATCH\n")));
        desk.Churn(10_000);

        long before = GC.GetTotalMemory(forceFullCollection: true);
        desk.Churn(20_000);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        // Kept for each, the changes would be over 150 MB.
        Assert.InRange(after - before, long.MinValue, 10_000_000);
        Assert.All(watchers, w => Assert.Equal("OK 0\n", w.Told()));
    }
}

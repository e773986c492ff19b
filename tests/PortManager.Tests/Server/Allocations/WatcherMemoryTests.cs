using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

[Collection(Alone.Name)]
public class WatcherMemoryTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void Many_watchers_who_do_not_keep_up_cost_no_memory()
    {
        Watcher[] watchers = [.. Enumerable.Range(0, 200).Select(_ => new Watcher(PortFilter.Everything))];
        Assert.All(watchers, w => _lab.Shared.Subscription(w));
        Churn(10_000);
        Assert.All(watchers, w => Assert.True(w.HasMissed));

        long before = GC.GetTotalMemory(forceFullCollection: true);
        Churn(20_000);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        // Kept, the changes would be over 150 MB.
        Assert.InRange(after - before, long.MinValue, 10_000_000);
        GC.KeepAlive(watchers);
        Assert.All(watchers, w => w.Dispose());
    }

    private void Churn(int changes)
    {
        for (int i = 0; i < changes; i += 2)
            _lab.Shared.Leave(_lab.Take("service that comes and goes"));
        _lab.Changes.Clear();
    }
}

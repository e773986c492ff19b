using PortManager.Server.Allocations;
using PortManager.Server.Events;

namespace PortManager.Tests.Server.Events;

public sealed class DaemonMetricsTests : IDisposable
{
    private readonly DaemonMetrics _metrics = new(TimeProvider.System);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void Refusals_are_counted_for_each_reason()
    {
        foreach (RefusalReason reason in Enum.GetValues<RefusalReason>())
            _metrics.Refused(reason);

        Assert.All(Enum.GetValues<RefusalReason>(), reason => Assert.Equal(1, _metrics.Refusals(reason)));
    }
}

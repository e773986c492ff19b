using PortManager.Server.Allocations;
using PortManager.Server.Events;
using PortManager.Server.Logging;
using PortManager.Server.Status;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Logging;

/// <summary>Which event each thing that happens is; the ids are a contract.</summary>
public sealed class EventLogTests : IDisposable
{
    private const int Allocated = 10;
    private const int Freed = 11;
    private const int Renamed = 15;
    private const int PortBusy = 20;
    private const int PortNoLongerBusy = 21;

    private readonly Lab _lab = new();
    private readonly RecordingLogger<Registry> _log = new();

    private readonly RecentEvents _recent = new(TimeProvider.System);
    private readonly DaemonMetrics _metrics = new(TimeProvider.System);

    public EventLogTests() => new EventLog(_log, _recent, _metrics).Attach(_lab.Shared, _lab.Pool);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void An_allocation_and_its_end_are_an_event_each()
    {
        _lab.Registry.Leave(_lab.Take("Epics Display", "fox"));

        Assert.Equal([Allocated, Freed], _log.Ids);
        Assert.All(_log.Messages, m => Assert.Contains("port 30001", m, StringComparison.Ordinal));
        Assert.All(_log.Messages, m => Assert.EndsWith("Epics Display of fox", m, StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_name_is_one_event()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");

        _lab.Registry.Leave(plain);

        Assert.Equal([Allocated, Allocated, Freed, Renamed], _log.Ids);
        Assert.Contains("port 30002 is advertised as s of u", _log.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_port_is_an_event_once_and_again_when_it_is_free()
    {
        _lab.Probe.InUse.Add(30001);
        _lab.Take("s");
        _lab.Shared.RetryBusyPorts();
        _lab.Take("s");
        _lab.Probe.InUse.Clear();
        _lab.Shared.RetryBusyPorts();

        Assert.Equal([PortBusy, Allocated, Allocated, PortNoLongerBusy], _log.Ids);
    }
}

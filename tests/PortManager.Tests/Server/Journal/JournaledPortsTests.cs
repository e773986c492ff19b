using PortManager.Server.Journal;

namespace PortManager.Tests.Server.Journal;

public sealed class JournaledPortsTests
{
    private readonly JournaledPorts _ports = new();

    [Fact]
    public void A_port_that_changes_hands_keeps_its_place_and_one_that_was_freed_in_between_does_not()
    {
        foreach (int port in new[] { 3, 1, 2 })
            _ports.Add(Records.Of(port));

        _ports.Add(Records.Of(3, connection: 7));
        _ports.Remove(new JournalEntry.Freed(1));
        _ports.Add(Records.Of(1));

        Assert.Equal([3, 2, 1], _ports.InOrder.Select(a => a.Port));
        Assert.Equal(7, _ports.InOrder.First().Connection);
        Assert.Equal(3, _ports.Count);
    }

    [Fact]
    public void A_port_is_freed_once()
    {
        _ports.Add(Records.Of(1));

        Assert.Equal(1, _ports.Remove(new JournalEntry.Freed(1))?.Port);
        Assert.Null(_ports.Remove(new JournalEntry.Freed(1)));
    }

    [Fact]
    public void The_latest_requests_that_gave_ports_back_are_remembered_however_many_there_were()
    {
        for (int i = 0; i < 100_000; i++)
        {
            _ports.Add(Records.Of(1));
            _ports.Remove(new JournalEntry.Freed(1, new RequestPlace(7, i)));
        }

        Assert.InRange(_ports.FreeRequests.Count, 10_000, 20_000);
        Assert.Equal(
            Enumerable.Range(100_000 - _ports.FreeRequests.Count, _ports.FreeRequests.Count).Select(i => (long)i),
            _ports.FreeRequests.Select(f => f.Place.Position));
    }
}

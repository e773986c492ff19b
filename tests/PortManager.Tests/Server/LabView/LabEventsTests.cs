using PortManager.Lab;
using PortManager.Server.LabView;

namespace PortManager.Tests.Server.LabView;

/// <summary>The latest events of the lab, and what a client that reconnects has missed.</summary>
public class LabEventsTests
{
    private const long First = 7_000;
    private readonly LabEvents _events = new(First);

    [Fact]
    public void A_client_that_says_what_it_has_is_given_the_rest_in_order()
    {
        Add(3);

        Assert.Equal([1, 2, 3], Since(First)!);
        Assert.Equal([3], Since(First + 2)!);
        Assert.Empty(Since(First + 3)!);
        Assert.Equal([1, 2], Since(First, max: 2)!);
    }

    [Fact]
    public void A_client_that_has_missed_more_than_is_kept_reads_anew()
    {
        Add(LabEvents.Capacity + 1);

        Assert.Null(Since(First));
        Assert.Equal(LabEvents.Capacity, Since(First + 1)!.Length);
    }

    [Fact]
    public void A_number_that_no_event_has_yet_is_another_daemons()
    {
        Add(1);

        Assert.Null(Since(First + 2));
        Assert.Null(Since(-1));
    }

    [Fact]
    public void After_a_reset_all_clients_read_anew_and_go_on_from_there()
    {
        Add(2);
        _events.Reset();

        Assert.Null(Since(First + 2));
        long now = _events.LastId;
        Add(1);
        Assert.Equal([1], Since(now)!);
    }

    private void Add(int count)
    {
        for (int port = 1; port <= count; port++)
            _events.Add(new LabEvent(LabEventKind.Added, new LabService("h1", port, "s", "u")));
    }

    private int[]? Since(long id, int max = int.MaxValue) => _events.Since(id, max)?.Select(e => e.Service!.Port).ToArray();
}

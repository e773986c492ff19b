using PortManager.Server.Allocations;
using PortManager.Server.Lab;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Lab;

public sealed class DirectoryFeedTests : IDisposable
{
    private readonly DirectoryFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Changes_are_taken_once()
    {
        _feed.Add([Added(1, "a"), Added(2, "b")]);

        Assert.Equal("1 a, 2 b", Taken());
        Assert.Equal("", Taken());
    }

    [Fact]
    public void Only_the_latest_state_of_a_port_waits_however_often_it_changes()
    {
        for (int i = 0; i < 10_000; i++)
            _feed.Add([Added(1, $"s{i}"), Removed(1, $"s{i}"), Added(2, $"t{i}")]);

        Assert.Equal("1 -, 2 t9999", Taken());
    }

    [Fact]
    public void A_new_name_is_a_row_and_a_port_that_ends_its_grace_is_none()
    {
        _feed.Add([Removed(1, "a_1"), Added(1, "a"), new Change(ChangeKind.GraceEnded, 2, null, "b", null)]);

        Assert.Equal("1 a", Taken());
    }

    [Fact]
    public void A_row_that_changes_hands_is_one_of_the_new_holder()
    {
        _feed.Add([Change.Of(ChangeKind.Moved, Allocation(1, "a", new OrphanHolder(1, null, () => true)))]);

        Assert.True(_feed.Take()[1]!.IsOrphan);
    }

    [Fact]
    public async Task Whoever_waits_is_woken_by_a_change_that_is_there_already_or_that_comes()
    {
        _feed.Add([Added(1, "a")]);
        await WaitAsync();
        Assert.Equal("1 a", Taken());

        Task woken = WaitAsync();
        _feed.Add([Added(2, "b")]);
        await woken;

        Assert.Equal("2 b", Taken());
    }

    [Fact]
    public async Task Whoever_has_taken_the_changes_is_not_woken_for_them()
    {
        _feed.Add([Added(1, "a")]);
        _feed.Take();

        Task woken = WaitAsync();

        Assert.False(woken.IsCompleted);
        _feed.Add([Added(2, "b")]);
        await woken;
    }

    [Fact]
    public async Task No_change_is_lost_between_one_who_adds_and_one_who_takes()
    {
        const int Ports = 1000;
        var adding = Task.Run(() =>
        {
            for (int i = 0; i < 100 * Ports; i++)
                _feed.Add([Added(i % Ports + 1, $"s{i / Ports}")]);
        }, TestContext.Current.CancellationToken);

        var rows = new Dictionary<int, string>();
        while (rows.Count < Ports || rows.Values.Any(service => service != "s99"))
        {
            await WaitAsync();
            foreach ((int port, DirectoryRow? row) in _feed.Take())
                rows[port] = row!.Service;
        }

        await adding;
        Assert.Equal("", Taken());
    }

    private Task WaitAsync() => _feed.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    private string Taken() => string.Join(", ", _feed.Take().OrderBy(row => row.Key).Select(row => $"{row.Key} {row.Value?.Service ?? "-"}"));

    private static Change Added(int port, string service) => Change.Of(ChangeKind.Added, Allocation(port, service, new FakeHolder()));

    private static Change Removed(int port, string service) => Change.Of(ChangeKind.Removed, Allocation(port, service, new FakeHolder()));

    private static Allocation Allocation(int port, string service, Holder holder) => new(port, service, service, "u", DateTimeOffset.UnixEpoch, holder, 0);
}

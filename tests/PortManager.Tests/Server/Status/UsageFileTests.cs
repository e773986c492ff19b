using PortManager.Server.Status;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Status;

public sealed class UsageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly UsageFile _file;
    private volatile IReadOnlyList<PortAllocation>? _allocations = [];

    public UsageFileTests() => _file = new UsageFile(_folder["ports.txt"], () => _allocations, _warnings.Add);

    private string Text => File.ReadAllText(_folder["ports.txt"]);

    [Fact]
    public void It_has_a_line_for_each_allocation_in_the_order_that_it_is_given()
    {
        _allocations = [new(30002, "Epics Display", "fox"), new(30001, "s", "v"), new(30003, "a{b", "é")];

        _file.Write();

        Assert.Equal("30002\tEpics Display\tfox\n30001\ts\tv\n30003\ta{b\té\n", Text);
        Assert.Equal(_folder["ports.txt"], _file.Path);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Without_an_allocation_it_is_empty()
    {
        _file.Write();

        Assert.Equal("", Text);
    }

    [Fact]
    public void It_follows_every_change_that_it_is_asked_for()
    {
        _allocations = [new(30001, "s", "u"), new(30002, "s_1", "u")];
        _file.Ask();
        Patience.Until(() => File.Exists(_folder["ports.txt"]) && Text == "30001\ts\tu\n30002\ts_1\tu\n");

        _allocations = [new(30002, "s", "u")];
        _file.Ask();
        Patience.Until(() => Text == "30002\ts\tu\n");
    }

    [Fact]
    public void The_last_change_is_in_it_when_it_is_finished()
    {
        for (int i = 1; i <= 9; i++)
        {
            _allocations = [.. Enumerable.Range(1, i).Select(n => new PortAllocation(30000 + n, $"s{n}", "u"))];
            _file.Ask();
        }

        _file.Finish(Patience.Limit);

        Assert.Equal(9, Text.Split('\n').Length - 1);
    }

    [Fact]
    public void It_stays_as_it_is_once_what_is_allocated_cannot_be_had_any_more()
    {
        _allocations = [new(30001, "s", "u")];
        _file.Write();
        _allocations = null;

        _file.Write();

        Assert.Equal("30001\ts\tu\n", Text);
        Assert.Empty(_warnings);
    }

    public void Dispose()
    {
        _file.Finish(Patience.Limit);
        _file.Dispose();
        _folder.Dispose();
    }
}

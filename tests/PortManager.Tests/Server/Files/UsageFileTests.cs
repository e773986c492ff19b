using PortManager.Server.Files;
using PortManager.Server.Logging;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Files;

public sealed class UsageFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Notices _notices = new();
    private readonly Lab _lab = new();
    private readonly UsageFile _file;

    public UsageFileTests() => _file = new UsageFile(_folder["ports.txt"], _lab.Shared, _notices);

    private string Text => File.ReadAllText(_folder["ports.txt"]);

    [Fact]
    public void It_has_a_line_for_each_allocation_in_the_order_of_a_listing()
    {
        _lab.Take("s", "v");
        _lab.Take("Epics Display", "fox");
        _lab.Take("a{b", "é");

        _file.Write();

        Assert.Equal("30002\tEpics Display\tfox\n30001\ts\tv\n30003\ta{b\té\n", Text);
        Assert.Equal(_folder["ports.txt"], _file.Path);
    }

    [Fact]
    public void Without_an_allocation_it_is_empty()
    {
        _file.Write();

        Assert.Equal("", Text);
    }

    [Fact]
    public void It_follows_every_change()
    {
        FakeHolder first = _lab.Take("s");
        _lab.Take("s");
        Patience.Until(() => File.Exists(_folder["ports.txt"]) && Text == "30001\ts\tu\n30002\ts_1\tu\n");

        _lab.Shared.Leave(first);
        Patience.Until(() => Text == "30002\ts\tu\n");
    }

    [Fact]
    public void The_last_change_is_in_it_when_it_is_finished()
    {
        for (int i = 0; i < 9; i++)
            _lab.Take($"s{i}");

        _file.Finish(Patience.Limit);

        Assert.Equal(9, Text.Split('\n').Length - 1);
    }

    public void Dispose()
    {
        _file.Finish(Patience.Limit);
        _file.Dispose();
        _notices.Finish(Patience.Limit);
        _notices.Dispose();
        _folder.Dispose();
    }
}

using PortManager.Server.Recovery;

namespace PortManager.Tests.Server.Recovery;

public sealed class FormerUsageTests
{
    [Fact]
    public void A_line_is_port_service_and_user_between_tabs()
    {
        FormerUsage usage = FormerUsage.Read("30001\tRingMaster\troot\n30002\tEpics Display\tfox\r\n\n");

        Assert.Equal([new(30001, "RingMaster", "root"), new(30002, "Epics Display", "fox")], usage.Rows);
        Assert.Empty(usage.WrongLines);
    }

    [Theory]
    [InlineData("30001 s u")]
    [InlineData("30001\ts")]
    [InlineData("30001\ts\tu\tmore")]
    [InlineData("0\ts\tu")]
    [InlineData("65536\ts\tu")]
    [InlineData("-1\ts\tu")]
    [InlineData("port\ts\tu")]
    [InlineData("30001\t\tu")]
    [InlineData("30001\ts\t")]
    [InlineData("30001\ts\u0001\tu")]
    public void A_line_that_is_something_else_is_named_and_the_others_are_read(string line)
    {
        FormerUsage usage = FormerUsage.Read($"30002\ta\tu\n{line}\n30003\tb\tu\n");

        Assert.Equal([30002, 30003], usage.Rows.Select(row => row.Port));
        Assert.Equal([2], usage.WrongLines);
    }

    [Fact]
    public void Of_several_lines_for_a_port_the_first_counts() =>
        Assert.Equal([new(30001, "first", "u")], FormerUsage.Read("30001\tfirst\tu\n30001\tsecond\tu\n").Rows);
}

using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Listening;

public class EphemeralPortsTests
{
    private const string Kernel = "32768\t60999\n";

    [Theory]
    [InlineData("30001-31000", Kernel, "\n")]
    [InlineData("32767,61000", Kernel, "\n")]
    [InlineData("40000-40002", Kernel, "40000-40002\n")]
    [InlineData("40000-40002", Kernel, "1-5,39999-40001,40002\n")]
    [InlineData("40000-40002", "not two numbers", "\n")]
    [InlineData("40000-40002", "", "")]
    public void A_pool_apart_from_the_kernels_range_gives_no_warning(string pool, string range, string reserved) =>
        Assert.Null(EphemeralPorts.Warning(Ranges(pool), range, reserved));

    [Theory]
    [InlineData("32768", Kernel, "\n", 1)]
    [InlineData("60999", Kernel, "\n", 1)]
    [InlineData("32000-33000", Kernel, "\n", 233)]
    [InlineData("32000-33000", Kernel, "32768-32867\n", 133)]
    [InlineData("40000-40002,50000", Kernel, "40001,7\n", 3)]
    [InlineData("40000-40002", "40001 40001", "not ranges", 1)]
    public void A_pool_that_meets_it_gives_one_that_says_what_to_do(string pool, string range, string reserved, int shared)
    {
        string? warning = EphemeralPorts.Warning(Ranges(pool), range, reserved);

        Assert.StartsWith($"{shared} ports of the pool ", warning, StringComparison.Ordinal);
        Assert.EndsWith($" net.ipv4.ip_local_reserved_ports={pool}", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_may_not_be_read_give_no_warning()
    {
        // To open a folder as a file is not permitted, to root neither.
        string folder = Path.GetTempPath();

        Assert.Null(EphemeralPorts.WarningOf(Ranges("40000"), folder, folder));
        Assert.Null(EphemeralPorts.WarningOf(Ranges("40000"), "/nonexistent", "/nonexistent"));
    }

    private static PortRanges Ranges(string text) =>
        PortRanges.TryParse(text, out PortRanges? ranges) ? ranges : throw new ArgumentException(text);
}

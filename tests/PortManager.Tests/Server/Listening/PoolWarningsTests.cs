using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Listening;

public sealed class PoolWarningsTests : IDisposable
{
    private const string Kernel = "32768\t60999\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("30001-31000", Kernel, "\n")]
    [InlineData("32767,61000", Kernel, "\n")]
    [InlineData("30001-31000", Kernel, "30000,31001,40000-50000\n")]
    [InlineData("40000-40002", Kernel, "40000-40002\n")]
    [InlineData("40000-40002", Kernel, "1-5,39999-40001,40002\n")]
    [InlineData("32700-32800", Kernel, "32768-32800\n")]
    [InlineData("32700-32800", Kernel, "32700-32800\n")]
    [InlineData("40000-40002", "not two numbers", "\n")]
    [InlineData("40000-40002", "", "")]
    public void A_pool_that_meets_nothing_or_is_reserved_as_it_has_to_be_gives_none(string pool, string range, string reserved) =>
        Assert.Empty(Warnings(pool, range, reserved));

    [Theory]
    [InlineData("32768", Kernel, "\n", 1, "32768")]
    [InlineData("60999", Kernel, "\n", 1, "60999")]
    [InlineData("32000-33000", Kernel, "\n", 233, "32768-33000")]
    [InlineData("40000-40002", "40001 40001", "not ranges", 1, "40001")]
    public void A_pool_in_the_kernels_range_gives_one_with_the_part_that_has_to_be_reserved(
        string pool, string range, string reserved, int shared, string asked)
    {
        string warning = Assert.Single(Warnings(pool, range, reserved));

        Assert.StartsWith($"{shared} ports of the pool ", warning, StringComparison.Ordinal);
        Assert.EndsWith($" net.ipv4.ip_local_reserved_ports={asked}", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("32000-33000", Kernel, "32768-32867\n", 133, "32768-33000")]
    [InlineData("40000-40002,50000", Kernel, "40001,7\n", 3, "7,40000-40002,50000")]
    [InlineData("40000", Kernel, "8080,9148,40100-40200\n", 1, "8080,9148,40000,40100-40200")]
    public void What_is_reserved_already_is_in_what_it_asks_for(string pool, string range, string reserved, int shared, string asked)
    {
        string warning = Warnings(pool, range, reserved)[0];

        Assert.StartsWith($"{shared} ports of the pool ", warning, StringComparison.Ordinal);
        Assert.EndsWith($" net.ipv4.ip_local_reserved_ports={asked} (which has what is reserved already)", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30001-31000", "30500-30510,40000\n", "11 ports of the pool (30500-30510) are", "leave them out with --ports 30001-30499,30511-31000")]
    [InlineData("30001-31000", "30000-31000\n", "1000 ports of the pool (30001-31000) are", "choose others with --ports")]
    [InlineData("32000-33000", "32000-32009,32768-33000\n", "10 ports of the pool (32000-32009) are", "leave them out with --ports 32010-33000")]
    public void A_pool_that_meets_what_is_reserved_for_others_gives_one(string pool, string reserved, string start, string end)
    {
        string warning = Assert.Single(Warnings(pool, Kernel, reserved));

        Assert.StartsWith(start, warning, StringComparison.Ordinal);
        Assert.EndsWith(end, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30001-31000", true, 1000)]
    [InlineData("32767,32768", true, 1)]
    [InlineData("29000-29999,32768", true, 0)]
    [InlineData("30001-31000", false, 0)]
    public void On_a_node_of_Kubernetes_a_pool_among_NodePorts_gives_one(string pool, bool isNode, int met)
    {
        string kubelet = Path.Combine(_folder.FullName, "kubelet");
        if (isNode)
            Directory.CreateDirectory(kubelet);

        string? warning = PoolWarnings.Of(Ranges(pool), "/nonexistent", "/nonexistent", "/nonexistent", kubelet).All.SingleOrDefault();

        Assert.Equal(met == 0 ? null : $"{met} ports of the pool may be NodePorts of Kubernetes (30000-32767)", warning?.Split(',')[0]);
    }

    [Fact]
    public void Files_that_may_not_be_read_give_none()
    {
        // To open a folder as a file is not permitted, to root neither.
        string folder = Path.GetTempPath();

        Assert.Empty(PoolWarnings.Of(Ranges("40000"), folder, folder, folder).All);
        Assert.Empty(PoolWarnings.Of(Ranges("40000"), "/nonexistent", "/nonexistent", "/nonexistent").All);
    }

    [Theory]
    [InlineData("1023-1030", "1024\n", "1 port of the pool (1023) can be listened on by root alone: leave them out with --ports 1024-1030")]
    [InlineData("80,443,30001", "1024\n", "2 ports of the pool (80,443) can be listened on by root alone: leave them out with --ports 30001")]
    [InlineData("80-90", "1024\n", "11 ports of the pool (80-90) can be listened on by root alone: choose others with --ports")]
    public void Ports_on_which_only_root_may_listen_give_one(string pool, string first, string warning) =>
        Assert.Equal(warning, Assert.Single(Warnings(pool, Kernel, "\n", first)));

    [Theory]
    [InlineData("1024-1030", "1024\n")]
    [InlineData("80-90", "0\n")]
    [InlineData("80-90", "80\n")]
    [InlineData("80-90", "not a number")]
    public void Ports_on_which_everybody_may_listen_give_none(string pool, string first) => Assert.Empty(Warnings(pool, Kernel, "\n", first));

    private string[] Warnings(string pool, string range, string reserved, string firstOfAll = "1024\n")
    {
        (string rangeFile, string reservedFile) = (Path.Combine(_folder.FullName, "range"), Path.Combine(_folder.FullName, "reserved"));
        File.WriteAllText(rangeFile, range);
        File.WriteAllText(reservedFile, reserved);
        string privilegeFile = Path.Combine(_folder.FullName, "privilege");
        File.WriteAllText(privilegeFile, firstOfAll);
        return [.. PoolWarnings.Of(Ranges(pool), rangeFile, reservedFile, privilegeFile).All];
    }

    private static PortRanges Ranges(string text) =>
        PortRanges.TryParse(text, out PortRanges? ranges) ? ranges : throw new ArgumentException(text);
}

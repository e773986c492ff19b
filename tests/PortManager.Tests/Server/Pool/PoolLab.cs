using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>Pools whose ports are looked at by a probe that the test sets, and what they told of busy ports.</summary>
internal sealed class PoolLab
{
    public FakeProbe Probe { get; } = new();

    public List<string> Told { get; } = [];

    public static int[] TakeSeveral(PortPool pool, int count) => [.. Enumerable.Range(0, count).Select(_ => pool.Take())];

    public PortPool Pool(int size)
    {
        var pool = new PortPool(PortRanges.Between(30001, 30000 + size), [], Probe);
        pool.FoundBusy += port => Told.Add($"busy {port}");
        pool.NoLongerBusy += port => Told.Add($"free {port}");
        return pool;
    }
}

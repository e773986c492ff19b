using BenchmarkDotNet.Attributes;
using PortManager.Server.Pool;

namespace PortManager.Micro;

/// <summary>Ports taken out of the pool and given back, on a host where none is in use: what the kernel's answers cost is make bench's business.</summary>
[MemoryDiagnoser]
public class PoolBenchmarks
{
    private readonly PortPool _pool = new(PortRanges.Between(1024, 61023), [], new IdleHost());

    /// <summary>How many ports are held.</summary>
    [Params(0, 50_000)]
    public int Held { get; set; }

    [GlobalSetup]
    public void Hold()
    {
        for (int i = 0; i < Held; i++)
            _pool.Take();
    }

    [Benchmark]
    public int TakeAndReturn()
    {
        int port = _pool.Take();
        _pool.Return(port);
        return port;
    }

    [Benchmark]
    public int TakeACertainOneAndReturn()
    {
        int port = _pool.TakeOrNext(61023);
        _pool.Return(port);
        return port;
    }

    [Benchmark]
    public bool IsHeld() => _pool.IsHeld(61023);
}

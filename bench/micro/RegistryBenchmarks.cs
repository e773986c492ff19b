using BenchmarkDotNet.Attributes;
using PortManager.Protocol;
using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Pool;

namespace PortManager.Micro;

/// <summary>What a request does to the state of the daemon, by how many ports are held.</summary>
[MemoryDiagnoser]
public class RegistryBenchmarks
{
    private readonly OneHolder _holder = new();
    private readonly Output _output = new();
    private readonly PortFilter _filter = new(Service: "held7");
    private Registry _registry = null!;
    private Listings _listings = null!;

    /// <summary>How many ports are held.</summary>
    [Params(60, 900, 15_000)]
    public int Held { get; set; }

    [GlobalSetup]
    public void Hold()
    {
        _registry = new Registry(
            new PortPool(PortRanges.Between(1024, 61023), [], new IdleHost()),
            DuplicatePolicy.Number,
            new Limits { PortsPerConnection = 65535 },
            TimeProvider.System);
        _listings = new Listings(_registry, user => $"{user}");
        for (int i = 0; i < Held; i++)
            _registry.Allocate(_holder, $"held{i}", "fox");
        _registry.Changes.Clear();
    }

    [Benchmark]
    public int AllocateAndFree()
    {
        int port = _registry.Allocate(_holder, "RingMaster", "fox").Port;
        _registry.Free(_holder, port);
        _registry.Changes.Clear();
        return port;
    }

    [Benchmark]
    public int ListThatHasNotChanged() => _listings.All.Length;

    [Benchmark]
    public int ListAfterAChange()
    {
        AllocateAndFree();
        return _listings.All.Length;
    }

    [Benchmark]
    public int FindOne()
    {
        _listings.Write(_output, _filter);
        return _output.Begin();
    }

    private sealed class OneHolder : Holder
    {
        public override long Id => 1;

        public override long? Owner => null;

        public override long RequestPosition => 0;

        public override bool HasLeft => false;
    }
}

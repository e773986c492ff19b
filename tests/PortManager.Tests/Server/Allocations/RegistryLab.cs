using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Pool;
using PortManager.Tests.Server.Pool;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A registry with a pool from port 30001 on, and words for what tests do to it and see of it.</summary>
internal sealed class RegistryLab
{
    public const int FirstPort = 30001;

    public RegistryLab(int ports = 9, DuplicatePolicy duplicates = DuplicatePolicy.Number, Limits? limits = null)
    {
        Pool = new PortPool(PortRanges.Between(FirstPort, FirstPort + ports - 1), [], Probe);
        Registry = new Registry(Pool, duplicates, limits ?? new Limits(), TimeProvider.System);
        Listings = new Listings(Registry, UserNames.Number);
    }

    public FakeProbe Probe { get; } = new();

    public PortPool Pool { get; }

    public Registry Registry { get; }

    public Listings Listings { get; }

    /// <summary>What has changed since <see cref="ForgetChanges"/>.</summary>
    public IEnumerable<string> Changes => Registry.Changes.Select(Described.Change);

    public string Rows => string.Join(", ", Registry.InOrder.Select(Row));

    /// <summary>A port for a new holder who has nothing else.</summary>
    public FakeHolder Take(string service, string user = "u")
    {
        var holder = new FakeHolder();
        Outcome outcome = Registry.Allocate(holder, service, user);
        Assert.Null(outcome.Refusal);
        return holder;
    }

    public void ForgetChanges() => Registry.Changes.Clear();

    private static string Row(Allocation a) => $"{a.Port} {a.Service} {a.User}";
}

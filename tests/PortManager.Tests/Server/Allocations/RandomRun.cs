using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Pool;
using PortManager.Tests.Server.Pool;

namespace PortManager.Tests.Server.Allocations;

/// <summary>Random steps, reproducible by their seed, that the registry and the naive model take side by side.</summary>
internal sealed class RandomRun
{
    private const int FirstPort = 30001;
    private const int StepsBetweenFullChecks = 8;

    // Few names, and such that numbers meet: what one asks for is what another's number makes.
    private static readonly string[] s_services = ["s", "s", "s", "s_1", "s_1_1", "s_2", "s_0", "s_01", "t"];
    private static readonly string[] s_users = ["u", "u", "u", "v"];

    private readonly string _run;
    private readonly Random _random;
    private readonly FakeProbe _probe = new();
    private readonly PortPool _pool;
    private readonly Registry _registry;
    private readonly NaiveModel _model;
    private readonly FakeHolder[] _holders = [.. Enumerable.Range(0, 5).Select(_ => new FakeHolder())];
    private readonly List<string> _events = [];
    private readonly int _ports;
    private int _steps;
    private string _step = "";

    public RandomRun(int poolSize, DuplicatePolicy duplicates, int seed)
    {
        _run = $"pool of {poolSize}, {duplicates}, seed {seed}";
        _random = new Random(seed);
        _ports = poolSize + 1;
        // The daemon's own port lies in the middle of its pool.
        int own = FirstPort + (poolSize / 2);
        PortRanges ranges = PortRanges.Between(FirstPort, FirstPort + poolSize);
        _pool = new PortPool(ranges, [own], _probe);
        _registry = new Registry(_pool, duplicates, new Limits(), TimeProvider.System);
        _model = new NaiveModel(ranges.Ports.Where(p => p != own), duplicates, _probe.InUse)
        {
            Rank = port => _events.FindIndex(e => e.StartsWith($"- {port} ", StringComparison.Ordinal)),
        };
        _pool.FoundBusy += port => TakeEvent($"busy {port}");
        _pool.NoLongerBusy += port => TakeEvent($"free {port}");
    }

    public void Step()
    {
        int slot = _random.Next(_holders.Length);
        FakeHolder holder = _holders[slot];
        int port = FirstPort - 1 + _random.Next(_ports + 2);
        string service = s_services[_random.Next(s_services.Length)];
        string user = s_users[_random.Next(s_users.Length)];
        switch (_random.Next(20))
        {
            case < 9:
                Compare(
                    $"{slot} allocates {service} {user}",
                    r => r.Allocate(holder, service, user),
                    m => m.Allocate(holder, service, user));
                break;
            case < 13:
                if (holder.HoldsPorts && _random.Next(4) > 0)
                    port = holder.Held[_random.Next(holder.Held.Length)].Port;
                Compare($"{slot} frees {port}", r => r.Free(holder, port), m => m.GiveBack(holder, port));
                break;
            case < 15:
                Compare(
                    $"{slot} claims {port} {service} {user}",
                    r => r.Claim(holder, port, service, user),
                    m => m.Claim(holder, port, service, user));
                break;
            case < 16:
                Compare($"{slot} leaves", r => r.Leave(holder), m => m.Leave(holder));
                _holders[slot] = new FakeHolder();
                break;
            case < 17:
                holder.Left = true;
                break;
            case < 19:
                if (!_probe.InUse.Remove(port))
                    _probe.InUse.Add(port);
                break;
            default:
                Compare("busy ports are looked at", _ => _pool.RetryBusy(), m => m.RetryBusy());
                break;
        }

        if (++_steps % StepsBetweenFullChecks == 0)
            CheckEverything();
    }

    /// <summary>What is left in the pool, and in which order, is to be the same too.</summary>
    public void TakeAllThatIsLeft()
    {
        _probe.InUse.Clear();
        var last = new FakeHolder();
        for (int i = 0; i <= _ports; i++)
            Compare("the rest is taken", r => r.Allocate(last, $"rest{i}", "u"), m => m.Allocate(last, $"rest{i}", "u"));
        CheckEverything();
        foreach (FakeHolder holder in _holders.Append(last))
            Compare("all leave", r => r.Leave(holder), m => m.Leave(holder));
        CheckEverything();
        Check(_registry.Count == 0 && _pool.Free == _ports - 1, "not every port came back");
    }

    private static string Describe(Allocation a) => $"{a.Port} {a.Service} {a.User}";

    private void Compare(string step, Func<Registry, Outcome> real, Func<NaiveModel, string> naive)
    {
        Outcome outcome = default;
        string expected = "";
        Compare(step, r => { outcome = real(r); }, m => { expected = naive(m); });
        CheckSame("outcome", expected, outcome.Refusal ?? $"{outcome.Port}");
    }

    private void Compare(string step, Action<Registry> real, Action<NaiveModel> naive)
    {
        _step = step;
        _events.Clear();
        _model.Events.Clear();
        _pool.BeginTurn();
        // First, so that the model can be told in which order ports were freed that were freed together.
        real(_registry);
        TakeChanges();
        naive(_model);
        CheckSame("events", _model.Events, _events);
        Check(_model.Free.Count == _pool.Free, "the number of free ports differs");
        Check(_model.Rows.Count == _registry.Count, "the number of allocations differs");
    }

    // An event of the pool comes behind the changes that were made before it.
    private void TakeEvent(string happened)
    {
        TakeChanges();
        _events.Add(happened);
    }

    private void TakeChanges()
    {
        _events.AddRange(_registry.Changes.Select(Described.Change));
        _registry.Changes.Clear();
    }

    private void CheckEverything()
    {
        CheckSame("listing", [.. _model.Listing], [.. _registry.InOrder.Select(Describe)]);
        CheckSame("busy ports", [.. _model.Busy.Select(p => $"{p}")], [.. _pool.Busy.Select(p => $"{p}")]);
        Check(_registry.InOrder.Select(a => a.Port).Distinct().Count() == _registry.Count, "a port is held twice");
        Check(_registry.InOrder.Select(a => (a.User, a.Service)).Distinct().Count() == _registry.Count, "a name is held twice");
        Check(_registry.InOrder.All(a => a.Holder.Holds(a.Port) && _pool.IsHeld(a.Port)), "a holder does not have his port");
        foreach (FakeHolder holder in _holders)
        {
            IEnumerable<int> expected = _model.Rows.Where(r => r.Holder == holder).Select(r => r.Port).Order();
            Check(expected.SequenceEqual(holder.Held.Select(a => a.Port).Order()), "a holder has other ports");
        }
    }

    private void CheckSame(string what, string expected, string actual) => CheckSame(what, [expected], [actual]);

    private void CheckSame(string what, List<string> expected, List<string> actual)
    {
        if (!expected.SequenceEqual(actual))
            Check(false, $"{what}: expected [{string.Join(", ", expected)}], was [{string.Join(", ", actual)}]");
    }

    private void Check(bool isRight, string problem)
    {
        if (!isRight)
            Assert.Fail($"{_run}, step {_steps}, {_step}: {problem}");
    }
}

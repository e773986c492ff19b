using PortManager.Server;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A million random steps in all: after each, the registry and its pool have to be what the naive model is.</summary>
public class RegistryModelTests
{
    private const int Seeds = 20;

    public static TheoryData<int, DuplicatePolicy, int> Runs => new()
    {
        { 1, DuplicatePolicy.Number, 3_000 },
        { 1, DuplicatePolicy.Refuse, 2_000 },
        { 2, DuplicatePolicy.Number, 5_000 },
        { 3, DuplicatePolicy.Number, 5_000 },
        { 3, DuplicatePolicy.Refuse, 2_500 },
        { 5, DuplicatePolicy.Number, 10_000 },
        { 8, DuplicatePolicy.Number, 10_000 },
        { 8, DuplicatePolicy.Refuse, 2_500 },
        { 20, DuplicatePolicy.Number, 7_500 },
        { 50, DuplicatePolicy.Number, 2_500 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void It_does_what_the_naive_model_does(int poolSize, DuplicatePolicy duplicates, int steps)
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var run = new RandomRun(poolSize, duplicates, seed);
            for (int step = 1; step <= steps; step++)
                run.Step();
            run.TakeAllThatIsLeft();
        }
    }
}

namespace PortManager.EndToEnd.Faults;

/// <summary>Tests that measure a process, or need most of the machine: they run one at a time, after all the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyCollection
{
    public const string Name = "heavy";
}

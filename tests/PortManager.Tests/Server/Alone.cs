namespace PortManager.Tests.Server;

/// <summary>Tests that no others run beside: what they change or measure is the whole process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    public const string Name = "Alone";
}

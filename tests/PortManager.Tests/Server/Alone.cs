namespace PortManager.Tests.Server;

/// <summary>
/// Tests that no others run beside: what they change or measure is the whole process's. So are the descriptors of sockets that they close: a process that
/// another test starts just then has copies of them for a moment, and the peers do not see the end before that.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    public const string Name = "Alone";
}

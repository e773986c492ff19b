namespace PortManager.Server.Connections;

/// <summary>Keeps connections open beyond the end of this process.</summary>
internal interface IConnectionStore
{
    /// <summary>Keeps a connection whose ports have changed, before it is told so; one whose ports a restart would forget is not kept.</summary>
    void Keep(AcceptedConnection connection);

    /// <summary>Lets go of a connection that has ended.</summary>
    void Forget(AcceptedConnection connection);
}

/// <summary>Where nobody keeps connections.</summary>
internal sealed class NoConnectionStore : IConnectionStore
{
    public void Keep(AcceptedConnection connection)
    {
    }

    public void Forget(AcceptedConnection connection)
    {
    }
}

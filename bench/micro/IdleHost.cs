using PortManager.Server.Pool;

namespace PortManager.Micro;

/// <summary>A host where no port is in use.</summary>
internal sealed class IdleHost : IPortProbe
{
    public PortUse Look(int port) => PortUse.Free;

    public void BeginTurn()
    {
    }
}

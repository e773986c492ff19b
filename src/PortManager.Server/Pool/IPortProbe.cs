namespace PortManager.Server.Pool;

/// <summary>Tells whether some process of this host already uses a port.</summary>
internal interface IPortProbe
{
    /// <summary>True when nothing is bound to the port, on any address; null when the system cannot tell now.</summary>
    bool? IsFree(int port);
}

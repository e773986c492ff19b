namespace PortManager;

/// <summary>
/// The port manager refused the request: no port is free, the port to claim is in use, this host may not get ports …
/// <see cref="Exception.Message"/> is the port manager's own text, and nothing else.
/// </summary>
public sealed class PortRefusedException : PortManagerException
{
    internal PortRefusedException(string reason)
        : base(reason)
    {
    }
}

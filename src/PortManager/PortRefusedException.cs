namespace PortManager;

/// <summary>
/// The port manager refused the request: no port is free, the port to claim is in use, the client's host gets no ports …
/// <see cref="Exception.Message"/> is exactly the port manager's text. The client keeps the ports that it holds.
/// </summary>
public sealed class PortRefusedException : PortManagerException
{
    internal PortRefusedException(string reason)
        : base(reason)
    {
    }
}

namespace PortManager;

/// <summary>
/// The reply was not understood: what listens there is no port manager, or a broken one. The connection is closed.
/// </summary>
public sealed class PortManagerProtocolException : PortManagerException
{
    internal PortManagerProtocolException(string message)
        : base(message)
    {
    }
}

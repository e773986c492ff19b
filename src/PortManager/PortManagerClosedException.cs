namespace PortManager;

/// <summary>
/// The connection is gone: the port manager closed it, an earlier call failed, or the client was disposed. The message
/// says which. Ports that it held are released.
/// </summary>
public sealed class PortManagerClosedException : PortManagerException
{
    internal PortManagerClosedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

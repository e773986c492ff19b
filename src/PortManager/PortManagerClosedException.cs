namespace PortManager;

/// <summary>
/// The connection is closed: the port manager closed it, or the client was disposed. The message says which. If the client was
/// disposed, or does not reconnect, its ports are released.
/// </summary>
public sealed class PortManagerClosedException : PortManagerException
{
    internal PortManagerClosedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace PortManager;

/// <summary>
/// The connection is closed: the port manager closed it, an earlier call failed, or the client was disposed. The message says
/// which. The ports that it held are released.
/// </summary>
public sealed class PortManagerClosedException : PortManagerException
{
    internal PortManagerClosedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace PortManager;

/// <summary>
/// What all exceptions of this library have in common. Each subclass is a different thing for the caller to do. Errors
/// of the network come through as <see cref="System.Net.Sockets.SocketException"/>, and a port manager that does not
/// answer in time as <see cref="TimeoutException"/>.
/// </summary>
public abstract class PortManagerException : Exception
{
    private protected PortManagerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

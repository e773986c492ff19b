namespace PortManager;

/// <summary>
/// The base of this library's exceptions. Each subclass calls for a different reaction. Network errors are not among them: they are
/// <see cref="System.Net.Sockets.SocketException"/>. A port manager that is connected and does not answer in time is a
/// <see cref="TimeoutException"/>; one that is away is a <see cref="PortManagerUnavailableException"/>.
/// </summary>
public abstract class PortManagerException : Exception
{
    private protected PortManagerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

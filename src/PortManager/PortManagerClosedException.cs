namespace PortManager;

/// <summary>
/// The connection is closed: the port manager closed it, or the client was disposed. The message says which. If the client was
/// disposed, or does not reconnect, its ports are released.
/// </summary>
public sealed class PortManagerClosedException : PortManagerException
{
    /// <summary>Makes the exception, for a stand-in of the client in a test.</summary>
    /// <param name="message">What happened, as a sentence.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public PortManagerClosedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

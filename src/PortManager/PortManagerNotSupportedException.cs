namespace PortManager;

/// <summary>
/// The port manager is too old for this request, and no older request can replace it. The connection and its ports stay as they
/// were.
/// </summary>
public sealed class PortManagerNotSupportedException : PortManagerException
{
    /// <summary>Makes the exception, for a stand-in of the client in a test.</summary>
    /// <param name="message">What happened, as a sentence.</param>
    public PortManagerNotSupportedException(string message)
        : base(message)
    {
    }
}

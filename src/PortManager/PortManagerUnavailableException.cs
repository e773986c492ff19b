namespace PortManager;

/// <summary>
/// The port manager is away: it is being restarted, or cannot be reached, and did not come back in time. What it said, if it was
/// asked, is not known. <see cref="Exception.InnerException"/> is the last error. The client keeps trying to claim its ports again.
/// </summary>
public sealed class PortManagerUnavailableException : PortManagerException
{
    /// <summary>Makes the exception, for a stand-in of the client in a test.</summary>
    /// <param name="message">What happened, as a sentence.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public PortManagerUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

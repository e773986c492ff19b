namespace PortManager;

/// <summary>
/// The port manager is away: it is being restarted, or cannot be reached, and did not come back in time. What it said, if it was
/// asked, is not known. <see cref="Exception.InnerException"/> is the last error. The client keeps trying to claim its ports again.
/// </summary>
public sealed class PortManagerUnavailableException : PortManagerException
{
    internal PortManagerUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

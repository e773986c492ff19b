namespace PortManager;

/// <summary>
/// The port manager is too old for this request, and no older request can replace it. The connection and its ports stay as they
/// were.
/// </summary>
public sealed class PortManagerNotSupportedException : PortManagerException
{
    internal PortManagerNotSupportedException(string message)
        : base(message)
    {
    }
}

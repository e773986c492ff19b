namespace PortManager;

/// <summary>
/// The reply was not understood: the server is no port manager, or a broken one. The connection is closed. If it held
/// ports, the client reconnects and claims them again.
/// </summary>
public sealed class PortManagerProtocolException : PortManagerException
{
    /// <summary>Makes the exception, for a stand-in of the client in a test.</summary>
    /// <param name="message">What happened, as a sentence.</param>
    public PortManagerProtocolException(string message)
        : base(message)
    {
    }

    internal PortManagerProtocolException(string message, string? line)
        : base(message) => Line = line;

    /// <summary>The line that was received, safe to show; null if the error is not in one line.</summary>
    internal string? Line { get; }
}

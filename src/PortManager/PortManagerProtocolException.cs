namespace PortManager;

/// <summary>
/// The reply was not understood: the server is no port manager, or a broken one. The connection is closed. If it held
/// ports, the client reconnects and claims them again.
/// </summary>
public sealed class PortManagerProtocolException : PortManagerException
{
    internal PortManagerProtocolException(string message, string? line = null)
        : base(message) => Line = line;

    /// <summary>The line that was received, safe to show; null if the error is not in one line.</summary>
    internal string? Line { get; }
}

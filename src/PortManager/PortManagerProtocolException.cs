namespace PortManager;

/// <summary>
/// The reply was not understood: what listens there is no port manager, or a broken one. The connection is closed.
/// </summary>
public sealed class PortManagerProtocolException : PortManagerException
{
    internal PortManagerProtocolException(string message, string? line = null)
        : base(message) => Line = line;

    /// <summary>What was received, as it may be shown; null where it is not one line.</summary>
    internal string? Line { get; }
}

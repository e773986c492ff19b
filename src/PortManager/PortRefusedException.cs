namespace PortManager;

/// <summary>
/// The port manager refused the request: no port is free, the port to claim is in use, the client's host gets no ports …
/// <see cref="Exception.Message"/> is exactly the port manager's text. The client keeps the ports that it holds.
/// </summary>
/// <param name="message">The port manager's text.</param>
/// <param name="reason">Why, as far as the text tells.</param>
public sealed class PortRefusedException(string message, PortRefusalReason reason = PortRefusalReason.Unknown) : PortManagerException(message)
{
    /// <summary>Why, for the program. A port manager of another make may say what this version does not know.</summary>
    public PortRefusalReason Reason { get; } = reason;
}

namespace PortManager.Server.Listening;

/// <summary>The daemon cannot listen where it was told to; the message is a sentence for the operator.</summary>
/// <param name="message">The sentence.</param>
/// <param name="isInUse">Whether that is because another process listens there now.</param>
internal sealed class ListenException(string message, bool isInUse = false) : Exception(message)
{
    public bool IsInUse => isInUse;
}

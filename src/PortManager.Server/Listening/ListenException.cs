namespace PortManager.Server.Listening;

/// <summary>The daemon cannot listen where it was told to; the message is a sentence for the operator.</summary>
internal sealed class ListenException(string message) : Exception(message);

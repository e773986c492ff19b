using System.Globalization;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>The texts that the client's messages consist of.</summary>
internal static class Text
{
    /// <summary>Formats a time span: <c>0.5 s</c>.</summary>
    public static string Of(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#######} s");

    /// <summary>Describes why a connection closed, to stand after a colon.</summary>
    // A native program may be built without the framework's texts, so none of them is shown.
    public static string Of(Exception cause) => cause switch
    {
        PortManagerException or TimeoutException => cause.Message,
        OperationCanceledException => "it was cancelled.",
        SocketException e => Of(e.SocketErrorCode),
        _ => $"an unexpected {cause.GetType().Name}.",
    };

    private static string Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "the connection was refused.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the connection was reset.",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host was not found.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "the host cannot be reached.",
        SocketError.TimedOut => "the host does not answer.",
        _ => $"the network reported {error}.",
    };
}

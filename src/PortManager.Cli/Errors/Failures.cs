using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Cli.Errors;

/// <summary>Turns what went wrong into a sentence and an exit code: the one place that does.</summary>
internal static class Failures
{
    // The native program is built without the framework's texts, so no message of the framework's is ever shown.
    public static Failure Of(Exception cause, string portManager = "the port manager") => cause switch
    {
        Failure failure => failure,
        PortRefusedException => new Failure(ExitCode.NotFound, $"{portManager} refused: {Printable.Text(cause.Message)}"),
        TimeoutException => new Failure(ExitCode.CannotConnect, $"{portManager} does not answer"),
        SocketException e => new Failure(ExitCode.CannotConnect, $"lost the connection to {portManager}: {Reason(e)}"),
        IOException => new Failure(ExitCode.CannotConnect, $"lost the connection to {portManager}"),
        PortManagerClosedException =>
            new Failure(ExitCode.CannotConnect, $"lost the connection to {portManager}: {Phrase(cause)}"),
        PortManagerException => new Failure(ExitCode.Failed, $"did not understand {portManager}: {Phrase(cause)}"),
        _ => new Failure(ExitCode.Failed, $"an unexpected {cause.GetType().Name}; please report it"),
    };

    public static Failure CannotConnect(string host, int? port, Exception cause)
    {
        string shown = Printable.Text(host);
        string where = port is null ? $"the port manager on {shown}" : $"{shown} port {port}";
        string reason = cause is SocketException e ? Reason(e) : "the host does not answer";
        return new Failure(ExitCode.CannotConnect, $"cannot connect to {where}: {reason}");
    }

    private static string Reason(SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was reset",
        SocketError.HostNotFound or SocketError.NoData => "no such host",
        SocketError.TryAgain => "the name service does not answer",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => "the host cannot be reached",
        SocketError.TimedOut => "the host does not answer",
        SocketError.TooManyOpenSockets => "too many open files",
        SocketError.AccessDenied => "permission denied",
        SocketError error => $"network error {error}",
    };

    // What the library says is a sentence of its own, and here it stands behind a colon.
    private static string Phrase(Exception cause)
    {
        string sentence = Printable.Text(cause.Message).TrimEnd('.');
        return sentence.Length == 0 ? sentence : char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }
}

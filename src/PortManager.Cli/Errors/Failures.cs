using System.ComponentModel;
using System.Net.Sockets;
using PortManager.Client;
using PortManager.Protocol;

namespace PortManager.Cli.Errors;

/// <summary>Turns exceptions into failures: a sentence and an exit code.</summary>
// The native program is built without the framework's texts, so no message of the framework is shown.
internal static class Failures
{
    private const string OutOfMemory =
        "out of memory, threads or descriptors; raise the limit of memory (MemoryMax=), of address space (ulimit -v, LimitAS=), of threads (ulimit -u, TasksMax=) "
            + "or of descriptors (ulimit -n, LimitNOFILE=)";

    // .NET puts the system's error number into an IOException.
    private const int NoMemory = 12; // ENOMEM
    private const int TooManyInSystem = 23; // ENFILE
    private const int TooManyFiles = 24; // EMFILE

    public static Failure Of(Exception cause) =>
        cause as Failure ?? new Failure(ExitCode.Failed, IsOutOfMemory(cause) ? OutOfMemory : $"an unexpected {cause.GetType().Name}; please report it");

    /// <summary>Returns whether the system gave no memory, no further thread or no further descriptor.</summary>
    // What begins something, such as a type or a task, wraps it. A Win32Exception is the runtime's own, which could not start the thread for signals.
    public static bool IsOutOfMemory(Exception cause)
    {
        Exception? inner = cause;
        while (inner is not (null or OutOfMemoryException or ThreadStartException or Win32Exception or IOException { HResult: NoMemory or TooManyInSystem or TooManyFiles }))
            inner = inner.InnerException;
        return inner is not null;
    }

    /// <summary>Returns whether the port manager, or the network on the way to it, caused the exception.</summary>
    public static bool IsOfPortManager(Exception cause) =>
        cause is PortManagerException or TimeoutException or SocketException;

    /// <summary>Returns the failure for an exception that a port manager caused.</summary>
    public static Failure Of(Exception cause, PortManagerClient client)
    {
        string where = $"{Printable.Text(client.Host)} port {client.Port}";
        string portManager = $"the port manager on {where}";
        return cause switch
        {
            PortRefusedException => new Failure(ExitCode.NotFound, $"the port manager refused: {Printable.Text(cause.Message)}"),
            TimeoutException => new Failure(ExitCode.CannotConnect, $"{portManager} does not answer"),
            SocketException e when Disconnect.Is(e) => new Failure(ExitCode.CannotConnect, $"{portManager} closed the connection"),
            SocketException e => new Failure(ExitCode.CannotConnect, $"lost the connection to {portManager}: {Reason(e)}"),
            PortManagerClosedException or PortManagerUnavailableException => new Failure(ExitCode.CannotConnect, Phrase(cause)),
            PortManagerProtocolException e =>
                new Failure(ExitCode.Failed, $"{where} does not answer like a port manager: {e.Line ?? Phrase(e)}"),
            _ => new Failure(ExitCode.Failed, Phrase(cause)),
        };
    }

    /// <param name="host">The host.</param>
    /// <param name="ports">The ports that were tried; null if none was.</param>
    /// <param name="cause">The error.</param>
    public static Failure CannotConnect(string host, FoundPorts? ports, Exception cause)
    {
        string shown = Printable.Text(host);
        string where = ports is null ? $"the port manager on {shown}" : $"{shown} port {Where(ports)}";
        string reason = cause is SocketException e ? Reason(e) : "the host does not answer";
        string hint = IsWithPort(host) ? " (the port goes to --port)" : "";
        return new Failure(ExitCode.CannotConnect, $"cannot connect to {where}: {reason}{hint}");
    }

    private static string Where(FoundPorts ports) =>
        $"{ports.Ports[0]}{ports.Origin}{(ports.Ports.Count > 1 ? $", nor to port {ports.Ports[1]}" : "")}{(ports.Problem is { } problem ? $" ({problem})" : "")}";

    // host:port. No host name has a colon, and IPv6 addresses have several.
    private static bool IsWithPort(string host) =>
        host.Split(':') is [not "", var port] && port.Length > 0 && port.All(char.IsAsciiDigit);

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

    // The library's message is a sentence. Here it stands after a colon.
    private static string Phrase(Exception cause)
    {
        string sentence = Printable.Text(cause.Message).TrimEnd('.');
        return sentence.Length == 0 ? sentence : char.ToLowerInvariant(sentence[0]) + sentence[1..];
    }
}

using System.Buffers;
using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>The error messages about a connection. The .NET client and the C library share them.</summary>
internal static class Messages
{
    public static string NotReached(ServerAddress server, TimeSpan limit) =>
        $"The port manager on {server} could not be reached within {Text.Of(limit)}.";

    /// <summary>Adds the host to an error of the look-up, which does not name it.</summary>
    public static SocketException NotFound(string host, SocketException cause) =>
        new((int)cause.SocketErrorCode, $"The host {host} could not be looked up: {Text.Of(cause)}");

    /// <summary>Adds host and port to an error of connecting, which does not name them.</summary>
    public static SocketException NotConnected(ServerAddress server, SocketException cause) =>
        new((int)cause.SocketErrorCode, $"The port manager on {server} could not be reached: {Text.Of(cause)}");

    /// <summary>Adds host and port to an error of a connection, which does not name them.</summary>
    public static SocketException Lost(ServerAddress server, SocketException cause) =>
        new((int)cause.SocketErrorCode, $"The connection to the port manager on {server} failed: {Text.Of(cause)}");

    public static string NoAnswer(ServerAddress server, TimeSpan limit) =>
        $"The port manager on {server} did not answer within {Text.Of(limit)}.";

    public static string NotListed(ServerAddress server, string service, TimeSpan limit) =>
        $"The port manager on {server} did not list the service {service} within {Text.Of(limit)}.";

    public static string NothingChanged(ServerAddress server, TimeSpan limit) =>
        $"Nothing that was asked for changed on the port manager on {server} within {Text.Of(limit)}.";

    /// <summary>Says that no instance of a service accepted.</summary>
    public static TimeoutException NotAccepted(ServerAddress server, string service, TimeSpan limit, Exception? last) => new(
        $"No instance of the service {service} on {server.Host} accepted within {Text.Of(limit)}: {(last is null ? "it is not advertised." : Text.Of(last))}",
        last);

    public static PortManagerUnavailableException Away(ServerAddress server, TimeSpan limit, Exception cause) =>
        new($"The port manager on {server} is away, and did not come back within {Text.Of(limit)}: {Text.Of(cause)}", cause);

    /// <summary>Says that it is not known whether a service is advertised.</summary>
    public static PortManagerUnavailableException NotKnown(ServerAddress server, string service, Exception cause) =>
        new($"It is not known whether the service {service} is listed by the port manager on {server}: {Text.Of(cause)}", cause);

    /// <summary>Says that an error closed the connection.</summary>
    /// <param name="server">The port manager.</param>
    /// <param name="request">The request that failed: "a request for a port".</param>
    /// <param name="reason">Why, as it stands after a colon.</param>
    public static string Released(ServerAddress server, string request, string reason) =>
        $"The connection to the port manager on {server} is closed and its ports are released, because {request} failed: {reason}";

    public static PortManagerClosedException Disconnected(ServerAddress server) =>
        new($"The port manager on {server} closed the connection.");

    public static PortManagerProtocolException Unasked(ReadOnlySequence<byte> line) =>
        NotUnderstood("The port manager sent what was not asked for", Printable.Line(line));

    public static PortManagerProtocolException NotUnderstood(ReadOnlySequence<byte> line) =>
        NotUnderstood("The reply of the port manager was not understood", Printable.Line(line));

    public static PortManagerNotSupportedException TooOld(string request) =>
        new($"The port manager is too old: it does not know the request {request}.");

    public static PortManagerNotSupportedException DoesNotTell(string request) =>
        new($"The port manager hung up when it was asked whether it knows the request {request}: it is too old, or about to stop.");

    private static PortManagerProtocolException NotUnderstood(string what, string line) => new($"{what}: {line}", line);
}

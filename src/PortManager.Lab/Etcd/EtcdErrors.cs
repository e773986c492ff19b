using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace PortManager.Lab.Etcd;

/// <summary>What an error of etcd means.</summary>
internal static class EtcdErrors
{
    private const int DeadlineExceeded = 4;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int Unavailable = 14;
    private const int Unauthenticated = 16;

    /// <summary>Whether another member may do better.</summary>
    public static bool IsOfMember(ErrorResponse error) =>
        Code(error) is Unavailable or DeadlineExceeded || (Code(error) == 2 && Text(error).Contains("no leader", StringComparison.Ordinal));

    /// <summary>Whether signing in (again) may help: the token is old or missing, or rights have changed since.</summary>
    public static bool IsOfToken(ErrorResponse error) =>
        Code(error) == Unauthenticated
        || Text(error).Contains("user name is empty", StringComparison.Ordinal)
        || Text(error).Contains("revision in header is old", StringComparison.Ordinal)
        || Text(error).Contains("revision of auth store is old", StringComparison.Ordinal);

    /// <summary>Whether etcd asks nobody to sign in.</summary>
    public static bool IsAuthenticationOff(ErrorResponse error) => Text(error).Contains("authentication is not enabled", StringComparison.Ordinal);

    public static EtcdException Of(Uri endpoint, ErrorResponse error)
    {
        EtcdFailure failure = Code(error) switch
        {
            Unavailable or DeadlineExceeded => EtcdFailure.Unavailable,
            PermissionDenied or Unauthenticated => EtcdFailure.Denied,
            ResourceExhausted when Text(error).Contains("space exceeded", StringComparison.Ordinal) => EtcdFailure.Full,
            _ when Text(error).Contains("has been compacted", StringComparison.Ordinal) => EtcdFailure.Compacted,
            _ when Text(error).Contains("authentication failed", StringComparison.Ordinal) => EtcdFailure.Denied,
            _ => EtcdFailure.Other,
        };
        // Other servers have errors in JSON too, without etcd's words.
        return new EtcdException(failure, $"{endpoint.Authority} {(error.Message is null ? "does not answer as etcd does" : $"says: {Text(error)}")}");
    }

    /// <summary>Whether a member did not answer, or not as etcd does.</summary>
    public static bool IsOfNetwork(Exception e) => e is HttpRequestException or IOException or JsonException or SocketException or AuthenticationException or OperationCanceledException;

    public static EtcdException Unanswered(Uri endpoint, Exception e) => new(EtcdFailure.Unavailable, $"{endpoint.Authority} {Phrase(e)}");

    // The native program is built without the framework's texts.
    private static string Phrase(Exception e) => e switch
    {
        OperationCanceledException => "does not answer",
        JsonException => "does not answer as etcd does",
        _ when Find<SocketException>(e) is { } socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "refuses connections",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "has a name that is not found",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => "cannot be reached",
            _ => "does not answer",
        },
        _ when Find<AuthenticationException>(e) is not null => "cannot be trusted, or does not trust this host: see the certificates",
        _ => "closed the connection",
    };

    private static T? Find<T>(Exception? e) where T : Exception => e switch { null => null, T found => found, _ => Find<T>(e.InnerException) };

    private static int Code(ErrorResponse error) => error.Code != 0 ? error.Code : error.GrpcCode;

    private static string Text(ErrorResponse error) => (error.Message ?? "").Replace("etcdserver: ", "", StringComparison.Ordinal);

}

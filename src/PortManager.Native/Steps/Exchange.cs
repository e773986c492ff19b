using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Native.Sockets;
using PortManager.Protocol;

namespace PortManager.Native.Steps;

/// <summary>Sends requests and receives their replies.</summary>
internal static class Exchange
{
    private static readonly ReadOnlyMemory<byte> s_version = RequestLine.Of(RequestWriter.Version);

    /// <summary>Sends a request and receives its reply.</summary>
    /// <exception cref="PortManagerException">
    /// The request was refused, the reply was not understood, or the port manager closed the connection.
    /// </exception>
    /// <exception cref="CallException">The connection is closed.</exception>
    /// <exception cref="TimeoutException">The request timed out.</exception>
    public static IEnumerable<Wait> Ask<T>(
        NonBlockingConnection connection, ReadOnlyMemory<byte> request, ReplyAssembler<T> reply, Deadline deadline, Result<T> answer)
    {
        connection.ThrowUnlessQuiet();
        while (!(request = request[connection.Send(request.Span)..]).IsEmpty)
            yield return deadline.For(connection.Descriptor, SocketCalls.PollOut);
        do
            yield return deadline.For(connection.Descriptor, SocketCalls.PollIn);
        while (!connection.TryRead(reply));
        answer.Value = reply.Value;
    }

    /// <summary>
    /// Asks which requests the port manager knows besides GIMME and LIST, on a connection that holds no port. An old one knows none,
    /// and closes the connection. The result is null if the port manager closed the connection without an answer, which one that is
    /// about to stop does too.
    /// </summary>
    /// <exception cref="PortRefusedException">The port manager does not serve this connection.</exception>
    public static IEnumerable<Wait> AskVersion(NonBlockingConnection connection, Deadline deadline, Result<IReadOnlySet<string>?> known)
    {
        var answer = new Result<ServerIdentity>();
        using IEnumerator<Wait> asking = Ask(connection, s_version, new VersionReply(), deadline, answer).GetEnumerator();
        Exception? failure;
        while (Attempt.TryAdvance(asking, out failure))
            yield return asking.Current;
        known.Value = failure switch
        {
            null => answer.Value.Requests,
            PortRefusedException e when e.Message.StartsWith(Reply.InvalidRequest, StringComparison.Ordinal) => new HashSet<string>(),
            _ when NetworkError.IsDisconnect(failure) => null,
            _ => throw failure,
        };
    }
}

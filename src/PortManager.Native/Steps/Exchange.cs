using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Native.Sockets;
using PortManager.Protocol;

namespace PortManager.Native.Steps;

/// <summary>A request and its reply.</summary>
internal static class Exchange
{
    private static readonly ReadOnlyMemory<byte> s_version = RequestLine.Of(RequestWriter.Version);

    private enum Step
    {
        Waits,
        Answered,
        Refused,
        Disconnected,
    }

    /// <summary>Sends a request and takes its reply.</summary>
    /// <exception cref="PortManagerException">It was refused, not understood, or the port manager has hung up.</exception>
    /// <exception cref="CallException">The connection is gone.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
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
    /// Asks which further requests the port manager knows, on a connection that holds no port: an old one knows none, and hangs
    /// up. The result is null when it hung up without a word, which one that is about to stop does too.
    /// </summary>
    /// <exception cref="PortRefusedException">It does not serve this connection.</exception>
    public static IEnumerable<Wait> AskVersion(NonBlockingConnection connection, Deadline deadline, Result<IReadOnlySet<string>?> known)
    {
        var answer = new Result<IReadOnlySet<string>>();
        using IEnumerator<Wait> asking = Ask(connection, s_version, new VersionReply(), deadline, answer).GetEnumerator();
        Step step;
        while ((step = Advance(asking)) == Step.Waits)
            yield return asking.Current;
        known.Value = step switch
        {
            Step.Answered => answer.Value,
            Step.Refused => new HashSet<string>(),
            _ => null,
        };
    }

    // An iterator cannot catch around a wait.
    private static Step Advance(IEnumerator<Wait> asking)
    {
        try
        {
            return asking.MoveNext() ? Step.Waits : Step.Answered;
        }
        catch (PortRefusedException e) when (e.Message.StartsWith(Reply.InvalidRequest, StringComparison.Ordinal))
        {
            return Step.Refused;
        }
        catch (Exception e) when (NetworkError.IsDisconnect(e))
        {
            return Step.Disconnected;
        }
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PortManager.Protocol;
using PortManager.Server.Connections;
using PortManager.Server.Events;

namespace PortManager.Server.Sessions;

/// <summary>
/// The conversation of one connection: bytes in, replies out, and what happens next. It knows no socket, clock or thread. It keeps no input: its caller
/// gives it all bytes that are not consumed yet, again with more.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="executor">Carries out the requests.</param>
/// <param name="limits">How long a request may be.</param>
/// <param name="metrics">Counts the requests.</param>
/// <param name="mayBeHttp">Whether HTTP and TLS are told from the line protocol by the first bytes.</param>
internal sealed class Session(Connection connection, RequestExecutor executor, Limits limits, DaemonMetrics metrics, bool mayBeHttp)
{
    // Its share of a turn: so many requests, or so many bytes of replies and the reply that exceeds them, or a reply that is not copied.
    private const int MaxRequests = 32;
    private const int MaxReplyBytes = 64 * 1024;

    private bool _isOpening = mayBeHttp;

    public Connection Connection => connection;

    /// <summary>What it watches; null before a WATCH.</summary>
    public Watch? Watch { get; set; }

    /// <summary>Whether the first bytes have not told yet which protocol is spoken.</summary>
    public bool IsOpening => _isOpening;

    /// <summary>Answers the requests that are there, in order, up to its share of a turn.</summary>
    /// <param name="input">All that has come and was not consumed.</param>
    /// <param name="output">Takes the replies.</param>
    /// <returns>How many bytes were consumed, and what happens next.</returns>
    public (int Consumed, NextStep Next) Serve(ReadOnlySequence<byte> input, Replies output)
    {
        if (_isOpening)
        {
            switch (ProtocolDetector.Detect(input))
            {
                case WireProtocol.Unknown:
                    return (0, NextStep.Continue);
                case WireProtocol.Http:
                    return (0, NextStep.Http);
                case WireProtocol.Tls:
                    return ((int)input.Length, executor.RefuseTls(connection, output));
            }

            _isOpening = false;
        }

        return ServeLines(input, output);
    }

    /// <summary>Refuses a request whose end takes too long to come.</summary>
    /// <param name="partial">What there is of it.</param>
    /// <param name="output">Takes the reply.</param>
    public NextStep Expire(ReadOnlySequence<byte> partial, Replies output)
    {
        connection.RequestOffset = 0;
        return executor.Execute(this, RequestReader.TooOld(partial), partial, output);
    }

    private (int Consumed, NextStep Next) ServeLines(ReadOnlySequence<byte> input, Replies output)
    {
        int length = (int)input.Length;
        for (int requests = 0; requests < MaxRequests && output.Length < MaxReplyBytes && !output.IsShared; requests++)
        {
            connection.RequestOffset = length - (int)input.Length;
            if (!TryReadRequest(ref input, out ReadOnlySequence<byte> line, out Request? request))
                return (connection.RequestOffset, NextStep.Continue);
            long start = metrics.BeginRequest();
            NextStep next = executor.Execute(this, request, line, output);
            if (next == NextStep.Suspend)
                return (connection.RequestOffset, next);
            metrics.EndRequest(request, start);
            if (next == NextStep.Close)
                return (length, next);
            if (next == NextStep.Yield)
                break;
        }

        return (length - (int)input.Length, input.IsEmpty ? NextStep.Continue : NextStep.Yield);
    }

    private bool TryReadRequest(
        ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> line, [NotNullWhen(true)] out Request? request)
    {
        LineStatus status = LineReader.TryRead(ref input, limits.LineLength, out line);
        request = status switch
        {
            LineStatus.Line => RequestReader.Read(line),
            LineStatus.TooLong => RequestReader.TooLong(line, limits.LineLength),
            _ => null,
        };
        return request is not null;
    }
}

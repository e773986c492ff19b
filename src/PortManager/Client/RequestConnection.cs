using System.Buffers;
using System.Runtime.ExceptionServices;

namespace PortManager.Client;

/// <summary>
/// A connection for requests. Replies come in the order of the requests, so several may be due. It always reads, so it sees at once
/// that the peer closes the connection. Whatever leaves in doubt where the next reply begins closes it.
/// </summary>
internal sealed class RequestConnection : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AsyncLock _writing = new();
    private readonly Queue<ExpectedReply> _expected = new();
    private readonly LineStream _lines;
    private readonly ServerAddress _server;
    private readonly CancellationTokenRegistration _closing;
    private readonly TaskCompletionSource<Exception> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action? _onEnded;
    private Exception? _cause;

    /// <param name="lines">The connection. This object owns it from now on.</param>
    /// <param name="server">The port manager.</param>
    /// <param name="closing">Closes the connection when it is cancelled.</param>
    /// <param name="onEnded">Is called once, before <see cref="Ended"/> completes.</param>
    public RequestConnection(LineStream lines, ServerAddress server, CancellationToken closing, Action? onEnded = null)
    {
        _onEnded = onEnded;
        _lines = lines;
        _server = server;
        _closing = closing.UnsafeRegister(static self => ((RequestConnection)self!).Dispose(), this);
        _ = Detached.RunAsync(ReadAsync);
    }

    /// <summary>Completes when the connection has closed. The result is the reason.</summary>
    public Task<Exception> Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>
    /// Sends a request and receives its reply, on a connection that holds no port. A caller that stops waiting closes it, which costs
    /// nothing and saves reading the reply.
    /// </summary>
    /// <exception cref="PortRefusedException">The port manager refused. It may have closed the connection too.</exception>
    public async Task<T> AskAsync<T>(
        ReadOnlyMemory<byte> request, ReplyAssembler<T> reply, CancellationToken cancellationToken)
    {
        try
        {
            ExpectedReply expected = await SendAsync(request, reply, static _ => { }, cancellationToken).ConfigureAwait(false);
            await ReceiveAsync(expected, cancellationToken).ConfigureAwait(false);
            return reply.Value;
        }
        catch (Exception e) when (e is not PortRefusedException)
        {
            Exception cause = End(e);
            if (cause != e)
                ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Sends a request. If this is cancelled, nothing of it was sent.</summary>
    /// <param name="request">The line.</param>
    /// <param name="reply">Assembles the reply.</param>
    /// <param name="taken">See <see cref="ExpectedReply"/>.</param>
    /// <param name="cancellationToken">Cancels waiting for the requests before this one to be sent.</param>
    /// <returns>The reply that is due.</returns>
    public async Task<ExpectedReply> SendAsync(
        ReadOnlyMemory<byte> request, ReplyAssembler reply, Action<bool> taken, CancellationToken cancellationToken)
    {
        AsyncLock.Releaser turn = await _writing.AcquireAsync(cancellationToken).ConfigureAwait(false);
        ExpectedReply expected;
        try
        {
            expected = Expect(reply, taken);
        }
        catch
        {
            turn.Dispose();
            throw;
        }

        // Half a request would spoil the ones after it. So it is sent whole, even if its caller stops waiting.
        _ = WriteAsync(request, turn);
        return expected;
    }

    /// <summary>Waits for a reply. If this is cancelled, the connection goes on, and the reply is taken when it comes.</summary>
    public async Task ReceiveAsync(ExpectedReply expected, CancellationToken cancellationToken)
    {
        try
        {
            await expected.Answered.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!IsAbandoned(expected))
        {
            await expected.Answered.ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => End(new PortManagerClosedException($"The connection to the port manager on {_server} was closed."));

    private ExpectedReply Expect(ReplyAssembler reply, Action<bool> taken)
    {
        lock (_lock)
        {
            if (_cause is not null)
                ExceptionDispatchInfo.Throw(_cause);
            var expected = new ExpectedReply(reply, taken);
            _expected.Enqueue(expected);
            return expected;
        }
    }

    private bool IsAbandoned(ExpectedReply expected)
    {
        lock (_lock)
            return expected.TryAbandon();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> request, AsyncLock.Releaser turn)
    {
        using (turn)
        {
            try
            {
                await _lines.WriteAsync(request, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                End(e);
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _lines.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
                Take(line)?.Complete();
            End(Messages.Disconnected(_server));
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    /// <summary>Adds a line to the reply that is due. Returns the reply if it is whole.</summary>
    private ExpectedReply? Take(ReadOnlySequence<byte> line)
    {
        lock (_lock)
        {
            if (!_expected.TryPeek(out ExpectedReply? expected))
                throw Messages.Unasked(line);
            return expected.Accept(line) ? _expected.Dequeue() : null;
        }
    }

    /// <summary>Closes the connection, unless it is closed already. Returns the reason of the first call.</summary>
    private Exception End(Exception cause)
    {
        lock (_lock)
        {
            if (_cause is not null)
                return _cause;
            _cause = cause;
            // Before the callers see it, so that their next call finds the connection closed.
            _onEnded?.Invoke();
            _ended.SetResult(cause);
            while (_expected.TryDequeue(out ExpectedReply? expected))
                expected.Fail(cause);
        }

        _closing.Unregister();
        _lines.Dispose();
        return cause;
    }
}

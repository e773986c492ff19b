using System.Buffers;
using System.Runtime.ExceptionServices;

namespace PortManager.Client;

/// <summary>
/// A connection for requests, one at a time. It always reads, so it sees at once that the peer closes the connection. Anything that
/// leaves in doubt where the next reply begins closes it: a reply that is not understood, a timeout, a cancellation.
/// </summary>
internal sealed class RequestConnection : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LineStream _lines;
    private readonly ServerAddress _server;
    private readonly CancellationTokenRegistration _closing;
    private readonly TaskCompletionSource<Exception> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (ReplyAssembler Reply, TaskCompletionSource Answered)? _pending;
    private Exception? _cause;

    /// <param name="lines">The connection. This object owns it from now on.</param>
    /// <param name="server">The port manager.</param>
    /// <param name="closing">Closes the connection when it is cancelled.</param>
    public RequestConnection(LineStream lines, ServerAddress server, CancellationToken closing)
    {
        _lines = lines;
        _server = server;
        _closing = closing.UnsafeRegister(static self => ((RequestConnection)self!).Dispose(), this);
        _ = ReadAsync();
    }

    /// <summary>Completes when the connection has closed. The result is the reason.</summary>
    public Task<Exception> Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Sends a request and receives its reply. Callers have to call it one at a time.</summary>
    /// <exception cref="PortRefusedException">The port manager refused. It may have closed the connection too.</exception>
    public async Task<T> AskAsync<T>(
        ReadOnlyMemory<byte> request, ReplyAssembler<T> reply, CancellationToken cancellationToken)
    {
        Task answered = Expect(reply);
        try
        {
            await _lines.WriteAsync(request, cancellationToken).ConfigureAwait(false);
            await answered.WaitAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Closes the connection.</summary>
    public void Dispose() => End(new PortManagerClosedException($"The connection to the port manager on {_server} was closed."));

    private Task Expect(ReplyAssembler reply)
    {
        lock (_lock)
        {
            if (_cause is not null)
                ExceptionDispatchInfo.Throw(_cause);
            var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending = (reply, answered);
            return answered.Task;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _lines.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
                Deliver(line);
            End(Messages.Disconnected(_server));
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    private void Deliver(ReadOnlySequence<byte> line)
    {
        lock (_lock)
        {
            if (_pending is not var (reply, answered))
                throw Messages.Unasked(line);
            try
            {
                if (!reply.Accept(line))
                    return;
                answered.SetResult();
            }
            catch (PortRefusedException e)
            {
                answered.SetException(e);
            }

            _pending = null;
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
            if (_pending is var (_, answered))
            {
                answered.SetException(cause);
                // The caller may have stopped waiting. Reading the exception marks it as observed.
                _ = answered.Task.Exception;
            }
        }

        _closing.Unregister();
        _ended.SetResult(cause);
        _lines.Dispose();
        return cause;
    }
}

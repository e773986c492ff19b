using System.Buffers;
using System.Runtime.ExceptionServices;

namespace PortManager.Client;

/// <summary>
/// A connection for requests, one at a time. It is read all the time, so that its end is seen at once, and it ends with
/// anything that leaves in doubt where the next reply begins: a reply that is not understood, a time-out, a cancellation.
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

    /// <param name="lines">The connection; it is owned from here on.</param>
    /// <param name="server">Whom it leads to.</param>
    /// <param name="closing">Ends the connection when it is cancelled.</param>
    public RequestConnection(LineStream lines, ServerAddress server, CancellationToken closing)
    {
        _lines = lines;
        _server = server;
        _closing = closing.UnsafeRegister(static self => ((RequestConnection)self!).Dispose(), this);
        _ = ReadAsync();
    }

    /// <summary>Completes with the reason when the connection has ended.</summary>
    public Task<Exception> Ended => _ended.Task;

    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Sends a request and takes its reply. The caller sees to it that there is one at a time.</summary>
    /// <exception cref="PortRefusedException">The port manager refused; it may have ended the connection, too.</exception>
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

    /// <summary>Ends the connection.</summary>
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

    /// <summary>Ends the connection once, and says what ended it.</summary>
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
                // Whoever asked may have stopped waiting; nobody else is to be told of it.
                _ = answered.Task.Exception;
            }
        }

        _closing.Unregister();
        _ended.SetResult(cause);
        _lines.Dispose();
        return cause;
    }
}

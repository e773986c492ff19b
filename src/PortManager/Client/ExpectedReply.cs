using System.Buffers;

namespace PortManager.Client;

/// <summary>
/// A reply that is due on a connection. Its caller may stop waiting. The reply is taken nevertheless when it comes, so the
/// connection goes on. It changes its state under the lock of its connection.
/// </summary>
/// <param name="reply">Assembles the reply.</param>
/// <param name="taken">
/// Receives the granted reply before its caller does, and before the next reply is read. Its argument is true if nobody waits.
/// </param>
internal sealed class ExpectedReply(ReplyAssembler reply, Action<bool> taken)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isWhole;
    private bool _isAbandoned;
    private PortRefusedException? _refusal;

    /// <summary>Completes with the reply, with its refusal, or with the end of the connection.</summary>
    public Task Answered => _answered.Task;

    /// <summary>Adds the next line. Returns true if the reply is whole; <see cref="Complete"/> follows.</summary>
    /// <exception cref="PortManagerProtocolException">The line does not belong in this reply.</exception>
    public bool Accept(ReadOnlySequence<byte> line)
    {
        try
        {
            _isWhole = reply.Accept(line);
        }
        catch (PortRefusedException e)
        {
            _refusal = e;
            _isWhole = true;
        }

        return _isWhole;
    }

    /// <summary>Notes that nobody waits. Returns false if the reply has come: then it has to be received.</summary>
    public bool TryAbandon() => _isAbandoned = !_isWhole && !_answered.Task.IsCompleted;

    /// <summary>Hands over the whole reply. It needs no lock, because a whole reply does not change.</summary>
    public void Complete()
    {
        if (_refusal is not null)
        {
            Fail(_refusal);
            return;
        }

        taken(_isAbandoned);
        _answered.TrySetResult();
    }

    /// <summary>Hands over an error instead.</summary>
    public void Fail(Exception cause)
    {
        _answered.TrySetException(cause);
        // The caller may have stopped waiting. Reading the exception marks it as observed.
        _ = _answered.Task.Exception;
    }
}

using PortManager.Native.Errors;
using PortManager.Native.Steps;

namespace PortManager.Native.Handles;

/// <summary>Runs the operations of one handle, one at a time: until they are done, or until the blocking timeout.</summary>
internal sealed class Runner
{
    /// <summary>How often a call checks whether its handle was closed, in milliseconds.</summary>
    private const int Slice = 200;

    private readonly Lock _turn = new();
    private (string Call, Operation Operation)? _pending;
    private volatile bool _isStopped;

    /// <summary>How many milliseconds a call blocks before it returns; negative for no limit.</summary>
    public int BlockingTimeout { get; set; } = -1;

    /// <summary>What the call that returned "again" waits for; null if there is none.</summary>
    public Wait? Need
    {
        get
        {
            lock (_turn)
                return _pending?.Operation.Need;
        }
    }

    /// <summary>Runs an operation, or continues the one that the same call began.</summary>
    /// <param name="call">The name of the call.</param>
    /// <param name="steps">Starts the operation.</param>
    /// <param name="onError">Is called if the operation fails, before another call has its turn.</param>
    /// <param name="value">The result.</param>
    /// <returns>True if there is a result; false if the operation has to wait.</returns>
    public bool TryRun<T>(string call, Func<Result<T>, IEnumerable<Wait>> steps, Action<Exception> onError, out T value)
    {
        lock (_turn)
        {
            ThrowIfStopped();
            if (_pending is { } pending && pending.Call != call)
                throw new CallException(Status.Busy, $"A call of {pending.Call} on this handle has not ended.");
            var operation = (Operation<T>?)_pending?.Operation ?? new Operation<T>(steps);
            try
            {
                _pending = Drive(operation, hasBegun: _pending is not null) ? null : (call, operation);
            }
            catch (Exception e)
            {
                _pending = null;
                onError(e);
                throw;
            }

            value = operation.Value;
            return _pending is null;
        }
    }

    /// <summary>Runs an operation that does not use the handle's connection. If it blocks, other calls can run meanwhile.</summary>
    public bool TryRunAside<T>(string call, Func<Result<T>, IEnumerable<Wait>> steps, out T value)
    {
        if (BlockingTimeout >= 0 || _pending is not null)
            return TryRun(call, steps, _ => { }, out value);
        ThrowIfStopped();
        var operation = new Operation<T>(steps);
        Drive(operation, hasBegun: false);
        value = operation.Value;
        return true;
    }

    /// <summary>Ends the operation that is under way, and then cleans up.</summary>
    public void Stop(Action cleanUp)
    {
        _isStopped = true;
        lock (_turn)
        {
            _pending?.Operation.Abandon();
            _pending = null;
            cleanUp();
        }
    }

    private bool Drive(Operation operation, bool hasBegun)
    {
        long end = BlockingTimeout < 0 ? long.MaxValue : Environment.TickCount64 + BlockingTimeout;
        // A caller may come back before a pause is over, and a slice may be shorter than it.
        while ((hasBegun && operation.Need.IsPause) || !operation.Continue())
        {
            hasBegun = true;
            long rest = end - Environment.TickCount64;
            if (rest <= 0)
                return false;
            operation.Need.Sleep((int)Math.Min(rest, Slice));
            if (_isStopped)
                operation.Abandon();
            ThrowIfStopped();
        }

        return true;
    }

    private void ThrowIfStopped()
    {
        if (_isStopped)
            throw new CallException(Status.Handle, "The handle was closed.");
    }
}

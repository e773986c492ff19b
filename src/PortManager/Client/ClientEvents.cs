namespace PortManager.Client;

/// <summary>
/// Raises the events of a client one after the other, in their order, on the thread pool. So a handler may call the client and wait,
/// and no caller's execution context is in it.
/// </summary>
/// <param name="raise">Raises one event.</param>
internal sealed class ClientEvents(Action<PortManagerStateChangedEventArgs> raise)
{
    private readonly Lock _lock = new();
    private readonly Queue<PortManagerStateChangedEventArgs> _due = new();
    private bool _isRaising;

    public void Add(PortManagerStateChangedEventArgs next)
    {
        lock (_lock)
        {
            _due.Enqueue(next);
            if (_isRaising)
                return;
            _isRaising = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static events => events.Raise(), this, preferLocal: false);
    }

    private void Raise()
    {
        while (true)
        {
            PortManagerStateChangedEventArgs? next;
            lock (_lock)
            {
                if (!_due.TryDequeue(out next))
                {
                    _isRaising = false;
                    return;
                }
            }

            raise(next);
        }
    }
}

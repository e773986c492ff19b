using System.Collections.Concurrent;
using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>Work that other threads have the loop do. Safe for several threads.</summary>
internal sealed class Mailbox : IDisposable
{
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly EventDescriptor _wake = new();
    private int _isWoken;

    /// <summary>Is readable when there is work.</summary>
    public int Descriptor => _wake.Descriptor;

    public void Post(Action work)
    {
        _posted.Enqueue(work);
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
            _wake.Set();
    }

    /// <summary>Does the work that there is, on the loop's thread.</summary>
    public void RunAll()
    {
        _wake.Reset();
        Volatile.Write(ref _isWoken, 0);
        for (int left = _posted.Count; left > 0 && _posted.TryDequeue(out Action? work); left--)
            work();
        if (!_posted.IsEmpty && Interlocked.Exchange(ref _isWoken, 1) == 0)
            _wake.Set();
    }

    public void Dispose() => _wake.Dispose();
}

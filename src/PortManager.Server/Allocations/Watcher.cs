using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Server.Allocations;

/// <summary>
/// What one WATCH has still to be told. It holds a bounded number of bytes: what does not fit is not told line by
/// line but by a fresh listing (SPEC section 4), so that a watcher who does not read costs no memory.
/// </summary>
internal sealed class Watcher(PortFilter filter) : IDisposable
{
    // A burst is told change by change to who keeps up; who still has to read what was sent before is far behind already.
    private const int MostPendingBytes = 64 * 1024;
    private const int MostPendingBytesBehind = 4 * 1024;

    private readonly SemaphoreSlim _signal = new(0, 1);
    private ArrayBufferWriter<byte> _pending = new();
    private volatile bool _isBeingSent = true; // It begins with a listing.

    public PortFilter Filter => filter;

    /// <summary>True when changes were dropped, and a listing is due instead.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>Completes when there is something to tell. To be called when what was handed over has been sent.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        _isBeingSent = false;
        return _signal.WaitAsync(cancellationToken);
    }

    public void Tell(Change change)
    {
        Allocation allocation = change.Allocation;
        if (change.Kind == ChangeKind.Moved || !filter.Matches(allocation.Service, allocation.User))
            return;
        if (!HasMissed)
        {
            if (change.Kind == ChangeKind.Added)
                ReplyWriter.Added(_pending, allocation.Port, allocation.Service, allocation.User);
            else
                ReplyWriter.Removed(_pending, allocation.Port, allocation.Service, allocation.User);
            HasMissed = _pending.WrittenCount > (_isBeingSent ? MostPendingBytesBehind : MostPendingBytes);
        }

        if (HasMissed)
            Miss();
        else
            Signal();
    }

    /// <summary>What is pending is not told: a listing is due instead.</summary>
    public void Miss()
    {
        HasMissed = true;
        _pending = new ArrayBufferWriter<byte>();
        Signal();
    }

    /// <summary>Hands over what is pending, and forgets it.</summary>
    public void Drain(IBufferWriter<byte> output)
    {
        output.Write(_pending.WrittenSpan);
        _pending = new ArrayBufferWriter<byte>();
        HasMissed = false;
        _isBeingSent = true;
    }

    public void Dispose() => _signal.Dispose();

    private void Signal()
    {
        if (_signal.CurrentCount == 0)
            _signal.Release();
    }
}

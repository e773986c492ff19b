using System.Buffers;

namespace PortManager.Server.Sessions;

/// <summary>
/// Replies of one connection on their way out: bytes of its own, and behind them maybe a reply that many have asked for, which is sent from where it is.
/// </summary>
internal sealed class Replies : IBufferWriter<byte>
{
    private const int SmallestBuffer = 512;
    private const int LargestToReuse = 16 * 1024;

    /// <summary>What is shorter is copied: it can then go out together with others.</summary>
    private const int WorthSharing = 2 * 1024;

    private byte[] _own = [];
    private int _ownLength;
    private int _ownSent;
    private ReadOnlyMemory<byte> _shared;

    /// <summary>How many bytes have not been sent.</summary>
    public int Length => _ownLength - _ownSent + _shared.Length;

    public bool IsEmpty => Length == 0;

    /// <summary>Whether it ends with a shared reply: others behind it would make a copy of it.</summary>
    public bool IsShared => !_shared.IsEmpty;

    /// <summary>What is sent next, whole replies together.</summary>
    public ReadOnlySpan<byte> Unsent => HasOwn ? _own.AsSpan(_ownSent, _ownLength - _ownSent) : _shared.Span;

    /// <summary>What is sent behind <see cref="Unsent"/>.</summary>
    public ReadOnlySpan<byte> UnsentBehind => HasOwn ? _shared.Span : [];

    /// <summary>Whether it has no large buffer, so that it is worth keeping for another connection.</summary>
    public bool IsReusable => _own.Length <= LargestToReuse;

    /// <summary>Adds a reply that never changes.</summary>
    public void AddShared(ReadOnlyMemory<byte> reply)
    {
        if (reply.Length < WorthSharing || IsShared)
            this.Write(reply.Span);
        else
            _shared = reply;
    }

    public void Advance(int count) => _ownLength += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _own.AsMemory(_ownLength);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _own.AsSpan(_ownLength);
    }

    /// <summary>Notes that the kernel has taken some of it.</summary>
    public void NoteSent(int count)
    {
        int own = Math.Min(count, _ownLength - _ownSent);
        _ownSent += own;
        _shared = _shared[(count - own)..];
        if (_ownSent == _ownLength)
            _ownSent = _ownLength = 0;
    }

    /// <summary>Drops what has not been sent behind the end of a line.</summary>
    /// <param name="length">How much of it stays.</param>
    public void Truncate(int length) => _ownLength = _ownSent + length;

    private bool HasOwn => _ownSent < _ownLength;

    private void MakeRoom(int size)
    {
        int needed = _ownLength + _shared.Length + size;
        if (needed > _own.Length)
            Array.Resize(ref _own, Math.Max(SmallestBuffer, Math.Max(2 * _own.Length, needed)));
        if (_shared.IsEmpty)
            return;
        _shared.Span.CopyTo(_own.AsSpan(_ownLength));
        _ownLength += _shared.Length;
        _shared = default;
    }
}

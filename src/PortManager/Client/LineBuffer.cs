using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Splits received bytes into lines of at most <see cref="LineReader.MaxReply"/> bytes. It knows no socket, so any kind of
/// socket can fill it.
/// </summary>
/// <param name="size">The initial size in bytes. The buffer grows if a line does not fit.</param>
internal sealed class LineBuffer(int size = 4096)
{
    private byte[] _bytes = new byte[size];
    private int _start;
    private int _end;

    /// <summary>Returns space for the next bytes, at least one. Lines that <see cref="TryTake"/> returned become invalid.</summary>
    public Memory<byte> Space()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }

        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        return _bytes.AsMemory(_end);
    }

    /// <summary>Adds the bytes that were written into <see cref="Space"/>.</summary>
    /// <param name="count">How many.</param>
    public void Add(int count) => _end += count;

    /// <summary>Takes the next line, without its end. It is valid until <see cref="Space"/> is called.</summary>
    /// <returns>False if no whole line has come yet.</returns>
    /// <exception cref="PortManagerProtocolException">The line is too long.</exception>
    public bool TryTake(out ReadOnlySequence<byte> line)
    {
        var rest = new ReadOnlySequence<byte>(_bytes, _start, _end - _start);
        LineStatus status = LineReader.TryRead(ref rest, LineReader.MaxReply, out line);
        if (status == LineStatus.TooLong)
            throw new PortManagerProtocolException($"The reply has a line of more than {LineReader.MaxReply} bytes.");
        _start = _end - (int)rest.Length;
        return status == LineStatus.Line;
    }
}

using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Bytes in, lines out: where what a socket receives becomes lines of at most <see cref="LineReader.MaxReply"/> bytes. It
/// knows no socket, so that any kind can fill it.
/// </summary>
/// <param name="size">How many bytes it takes at first; it grows with the lines.</param>
internal sealed class LineBuffer(int size = 4096)
{
    private byte[] _bytes = new byte[size];
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go: one at least. What <see cref="TryTake"/> gave before is gone.</summary>
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

    /// <summary>So many bytes are in the space now.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Takes the next line, without its end; it is valid until <see cref="Space"/> is called.</summary>
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

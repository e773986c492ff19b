using System.Buffers;

namespace PortManager.Protocol;

/// <summary>Cuts lines out of the bytes of a connection.</summary>
internal static class LineReader
{
    /// <summary>The longest request, in bytes without the line end.</summary>
    public const int MaxRequest = 4096;

    /// <summary>The longest line of a reply, in bytes without the line end.</summary>
    public const int MaxReply = 65536;

    /// <summary>Cuts the next line off the front of the buffer.</summary>
    /// <param name="buffer">Afterwards it starts after the line and its end; if there was no line, it is unchanged.</param>
    /// <param name="max">The maximum length of the line in bytes, without its end.</param>
    /// <param name="line">The line without its end. If it is too long, its beginning; if there is none, empty.</param>
    // line: byte{0,max} ?CR? LF
    public static LineStatus TryRead(ref ReadOnlySequence<byte> buffer, int max, out ReadOnlySequence<byte> line)
    {
        ReadOnlySequence<byte> longest = buffer.Slice(0, Math.Min(buffer.Length, max + 2L));
        SequencePosition? end = longest.PositionOf((byte)'\n');
        line = WithoutReturn(end is null ? longest : longest.Slice(0, end.Value));
        if (line.Length > max)
            return LineStatus.TooLong;

        if (end is null)
        {
            line = default;
            return LineStatus.Incomplete;
        }

        buffer = buffer.Slice(buffer.GetPosition(1, end.Value));
        return LineStatus.Line;
    }

    private static ReadOnlySequence<byte> WithoutReturn(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty)
            return line;

        ReadOnlySequence<byte> last = line.Slice(line.Length - 1);
        return last.FirstSpan[0] == '\r' ? line.Slice(0, last.Start) : line;
    }
}

using System.Buffers;
using System.Text;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

/// <summary>Bytes as a connection delivers them: in any number of segments.</summary>
internal static class Wire
{
    private static readonly Encoding s_strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of text: UTF-8, or one byte for each character when raw.</summary>
    public static byte[] Bytes(string text, bool raw = false) => (raw ? Encoding.Latin1 : s_strict).GetBytes(text);

    /// <summary>What a writer writes. Throws when it is not valid UTF-8.</summary>
    public static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new TightBuffer();
        write(output);
        return s_strict.GetString(output.Written);
    }

    /// <summary>The one line that a writer writes, without its end.</summary>
    public static string WrittenLine(Action<IBufferWriter<byte>> write)
    {
        string text = Written(write);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        return text[..^1];
    }

    public static ReadOnlySequence<byte> Sequence(string text) => new(Bytes(text));

    public static ReadOnlySequence<byte> Sequence(params IReadOnlyList<byte[]> parts)
    {
        var first = new Segment(parts[0], null);
        Segment last = first;
        foreach (byte[] part in parts.Skip(1))
            last = new Segment(part, last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>The bytes in each two parts, in one, in empty and full ones, and byte by byte.</summary>
    public static IEnumerable<ReadOnlySequence<byte>> EverySplit(byte[] bytes)
    {
        yield return new ReadOnlySequence<byte>(bytes);
        yield return Sequence([[], .. bytes.Select(b => new[] { b }), []]);
        for (int i = 0; i <= bytes.Length; i++)
            yield return Sequence(bytes[..i], [], bytes[i..]);
    }

    /// <summary>
    /// The line as <see cref="LineReader"/> cuts it when it arrives with either end in two parts, for each two parts, and in
    /// single bytes. Fails when it does not wait for the last byte.
    /// </summary>
    public static IEnumerable<ReadOnlySequence<byte>> Lines(byte[] line)
    {
        foreach (string end in new[] { "\n", "\r\n" })
        {
            byte[] bytes = [.. line, .. Bytes(end)];
            for (int i = 0; i < bytes.Length; i++)
            {
                ReadOnlySequence<byte> part = Sequence(bytes[..i]);
                Assert.Equal(LineStatus.Incomplete, LineReader.TryRead(ref part, LineReader.MaxReply, out _));
                Assert.Equal(i, part.Length);
            }

            foreach (ReadOnlySequence<byte> split in EverySplit(bytes))
            {
                ReadOnlySequence<byte> buffer = split;
                Assert.Equal(LineStatus.Line, LineReader.TryRead(ref buffer, LineReader.MaxReply, out var cut));
                Assert.True(buffer.IsEmpty);
                Assert.Equal(line, cut.ToArray());
                yield return cut;
            }
        }
    }

    public static IEnumerable<ReadOnlySequence<byte>> Lines(string line) => Lines(Bytes(line));

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is null)
                return;

            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}

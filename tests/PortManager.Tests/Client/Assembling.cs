using System.Buffers;
using PortManager.Client;
using PortManager.Tests.Protocol;

namespace PortManager.Tests.Client;

/// <summary>Feeds replies to assemblers without a socket.</summary>
internal static class Assembling
{
    /// <summary>The value of a reply as text, the same for every way to cut its bytes in two, and for single bytes.</summary>
    public static string AtEverySplit<T>(string text, Func<ReplyAssembler<T>> make, Func<T, string> show)
    {
        byte[] bytes = Wire.Bytes(text);
        string whole = show(Read(make(), bytes));
        Assert.Equal(whole, show(Read(make(), [.. bytes.Select(b => new[] { b })])));
        for (int i = 1; i < bytes.Length; i++)
            Assert.Equal(whole, show(Read(make(), bytes[..i], bytes[i..])));
        return whole;
    }

    /// <summary>Reads a reply that is whole with the last byte, and not before.</summary>
    public static T Read<T>(ReplyAssembler<T> assembler, params byte[][] parts)
    {
        var buffer = new LineBuffer();
        bool isWhole = false;
        foreach (byte[] part in parts)
        {
            Assert.False(isWhole);
            isWhole = Feed(buffer, assembler, part);
        }

        Assert.True(isWhole);
        Assert.False(buffer.TryTake(out _));
        return assembler.Value;
    }

    public static bool Feed(LineBuffer buffer, ReplyAssembler assembler, ReadOnlySpan<byte> bytes)
    {
        bool isWhole = false;
        Fill(buffer, bytes);
        while (!isWhole && buffer.TryTake(out ReadOnlySequence<byte> line))
            isWhole = assembler.Accept(line);
        return isWhole;
    }

    public static void Fill(LineBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> space = buffer.Space().Span;
            int count = Math.Min(space.Length, bytes.Length);
            bytes[..count].CopyTo(space);
            buffer.Add(count);
            bytes = bytes[count..];
        }
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Protocol;

/// <summary>Writes text and numbers into a buffer of bytes.</summary>
internal static class BufferWriterExtensions
{
    private const int LongestNumber = 20;

    /// <summary>Writes text as UTF-8. Invalid Unicode becomes U+FFFD.</summary>
    public static void WriteText(this IBufferWriter<byte> output, ReadOnlySpan<char> text) =>
        Encoding.UTF8.GetBytes(text, output);

    /// <summary>Writes a number in decimal.</summary>
    public static void WriteNumber(this IBufferWriter<byte> output, long number)
    {
        number.TryFormat(output.GetSpan(LongestNumber), out int written, provider: CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}

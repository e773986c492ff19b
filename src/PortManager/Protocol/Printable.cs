using System.Buffers;
using System.Text;

namespace PortManager.Protocol;

/// <summary>Makes received text safe to show in a reply, a log or on a terminal: without control characters and line ends.</summary>
internal static class Printable
{
    /// <summary>The maximum number of characters (UTF-16) that are shown of a line.</summary>
    public const int MaxLine = 200;

    // A character takes three bytes at most, half a surrogate pair two, and the last pair may be one that no longer fits.
    private const int MaxLineBytes = (3 * MaxLine) + 1;

    /// <summary>Returns the text with '?' in place of what must not be shown.</summary>
    public static string Text(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf16(text, out Rune rune, out int length);
            shown.Append(Shown(status, rune));
            text = text[length..];
        }

        return shown.ToString();
    }

    /// <summary>Returns the first characters of a line, with '?' in place of what must not be shown or is not valid UTF-8.</summary>
    public static string Line(ReadOnlySequence<byte> line)
    {
        var shown = new StringBuilder();
        ReadOnlySpan<byte> rest = line.Slice(0, Math.Min(line.Length, MaxLineBytes)).ToArray();
        while (!rest.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(rest, out Rune rune, out int length);
            rune = Shown(status, rune);
            if (shown.Length + rune.Utf16SequenceLength > MaxLine)
                break;
            shown.Append(rune);
            rest = rest[length..];
        }

        return shown.ToString();
    }

    private static Rune Shown(OperationStatus status, Rune rune)
    {
        bool isHidden = status != OperationStatus.Done || Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;
        return isHidden ? new Rune('?') : rune;
    }
}

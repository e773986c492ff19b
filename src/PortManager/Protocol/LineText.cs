using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace PortManager.Protocol;

/// <summary>Splits the bytes of a line into words.</summary>
internal static class LineText
{
    /// <summary>Reads a line as a Tcl list.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="words">Receives the words. If there is an error, these are the words before it.</param>
    /// <param name="error">What is wrong with the line: a phrase.</param>
    /// <param name="raw">Receives the words as they were sent; null if nobody wants them.</param>
    public static bool TryReadWords(
        ReadOnlySequence<byte> line, List<string> words, [NotNullWhen(false)] out string? error, List<string>? raw = null) =>
        TryReadWords(Bytes(line), words, out error, raw);

    /// <summary>Returns the bytes of a line in one piece. Nearly every line is in one, and is not copied.</summary>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySequence<byte> line) => line.IsSingleSegment ? line.FirstSpan : line.ToArray();

    /// <summary>As <see cref="TryReadWords(ReadOnlySequence{byte}, List{string}, out string?, List{string}?)"/>, for bytes that lie together.</summary>
    public static bool TryReadWords(
        ReadOnlySpan<byte> bytes, List<string> words, [NotNullWhen(false)] out string? error, List<string>? raw = null)
    {
        if (!Utf8.IsValid(bytes))
        {
            error = "not valid UTF-8";
            return false;
        }

        return TclList.TryParse(Encoding.UTF8.GetString(bytes), words, out error, raw);
    }
}

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
    public static bool TryReadWords(
        ReadOnlySequence<byte> line, List<string> words, [NotNullWhen(false)] out string? error)
    {
        ReadOnlySpan<byte> bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (!Utf8.IsValid(bytes))
        {
            error = "not valid UTF-8";
            return false;
        }

        return TclList.TryParse(Encoding.UTF8.GetString(bytes), words, out error);
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace PortManager.Protocol;

/// <summary>From the bytes of a line to the words in it.</summary>
internal static class LineText
{
    /// <summary>Reads a line as a Tcl list.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="words">Takes the words; when there is an error, those before it.</param>
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

using System.Buffers;
using System.Text;

namespace PortManager.Protocol;

/// <summary>
/// Reads and writes Tcl lists, the format of requests, replies and rows. The rules are those of Tcl 8.6: see the manual pages
/// <c>Tcl(n)</c> and <c>list(n)</c>.
/// </summary>
internal static class TclList
{
    /// <summary>Reads a list into its words.</summary>
    /// <param name="text">The list.</param>
    /// <param name="words">Is emptied, and receives the words. If the text is no list, these are the words before the error.</param>
    /// <param name="error">If the text is no list, what is wrong: a phrase such as "unmatched open brace".</param>
    /// <param name="raw">Receives the words as they are in the text, with their quotes and backslashes; null if nobody wants them.</param>
    // list: ?white? (word (white word)*)? ?white?
    public static bool TryParse(ReadOnlySpan<char> text, List<string> words, out string? error, List<string>? raw = null)
    {
        words.Clear();
        var reader = new TclListReader(text);
        while (reader.TryReadWord(out string? word))
        {
            words.Add(word);
            raw?.Add(new string(reader.Raw));
        }

        error = reader.Error;
        return error is null;
    }

    /// <summary>Writes the list that Tcl's <c>list</c> returns for the words, as UTF-8.</summary>
    // word (SP word)*
    public static void Write(IBufferWriter<byte> output, params ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (i > 0)
                output.Write(" "u8);
            WriteElement(output, words[i], first: i == 0);
        }
    }

    /// <summary>Writes one word of a list, as UTF-8.</summary>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="word">The word. Invalid Unicode in it becomes U+FFFD.</param>
    /// <param name="first">Whether the word is the first of the list. Then a leading <c>#</c> is quoted.</param>
    // word: plain | "{" verbatim "}" | backslashed
    public static void WriteElement(IBufferWriter<byte> output, ReadOnlySpan<char> word, bool first = false)
    {
        switch (TclQuoting.ModeFor(word, first))
        {
            case TclQuotingMode.Plain:
                output.WriteText(word);
                break;
            case TclQuotingMode.Braces:
                output.Write("{"u8);
                output.WriteText(word);
                output.Write("}"u8);
                break;
            case TclQuotingMode.Backslashes:
                output.WriteText(TclQuoting.Backslash(word, bracesToo: false, hashToo: false));
                break;
            case TclQuotingMode.BackslashesForBracesToo:
                output.WriteText(TclQuoting.Backslash(word, bracesToo: true, hashToo: first));
                break;
        }
    }

    /// <summary>Returns the list that Tcl's <c>list</c> returns for the words.</summary>
    public static string Format(params ReadOnlySpan<string> words)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, words);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

using System.Buffers;
using System.Globalization;

namespace PortManager.Protocol;

/// <summary>
/// Writes the words of rows. Each is one word for a client that splits at blanks, and for one that reads a Tcl list (SPEC section 2): it has no
/// braces around it, and a blank inside is written as <c>\u0020</c>. What Tcl's <c>list</c> would quote has a backslash before it.
/// </summary>
internal static class RowWord
{
    private const string Blank = " ";
    private const string Special = "\\{}[]\";$";
    private const int EscapeLength = 6; // \u0020

    private static readonly SearchValues<char> s_notPlain = SearchValues.Create(Blank + Special + HiddenCharacters.Escapable);

    /// <summary>Writes a word, as UTF-8. Invalid Unicode in it becomes U+FFFD.</summary>
    // word: "{}" | (plain | "\" special | "\u" hex{4})+
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
        {
            output.Write("{}"u8);
            return;
        }

        for (int next; (next = word.IndexOfAny(s_notPlain)) >= 0; word = word[(next + 1)..])
        {
            output.WriteText(word[..next]);
            char c = word[next];
            bool isLast = next == word.Length - 1;
            if (IsEscaped(c))
            {
                output.WriteText(HiddenCharacters.Escaped(c));
                continue;
            }

            // A dollar sign at the end of a word begins no variable, so that the names of machines need no quoting: HOST$.
            if (c != '$' || !isLast)
                output.Write("\\"u8);
            output.WriteText([c]);
        }

        output.WriteText(word);
    }

    /// <summary>Returns whether text begins with an escape sequence as <see cref="Write"/> makes it.</summary>
    // "\u" hex{4}     of a blank, or of a character that is hidden
    public static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= EscapeLength
        && text is ['\\', 'u', ..]
        && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
        && IsEscaped((char)code);

    private static bool IsEscaped(char c) => c == Blank[0] || HiddenCharacters.IsEscapable(c);
}

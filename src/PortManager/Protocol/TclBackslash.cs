using System.Text;

namespace PortManager.Protocol;

/// <summary>The backslash sequences of Tcl 8.6.</summary>
internal static class TclBackslash
{
    private const int LastCodePoint = 0x10FFFF;

    /// <summary>Reads the sequence that the text begins with.</summary>
    /// <param name="text">Begins with a backslash.</param>
    /// <param name="output">Receives the characters that the sequence stands for.</param>
    /// <returns>The length of the sequence.</returns>
    // "\" (a|b|f|n|r|t|v | octal{1,3} | x hex{1,2} | u hex{1,4} | U hex{1,8} | NL (SP|TAB)* | any)?
    public static int Read(ReadOnlySpan<char> text, StringBuilder output)
    {
        if (text.Length == 1)
        {
            output.Append('\\');
            return 1;
        }

        char kind = text[1];
        ReadOnlySpan<char> rest = text[2..];
        switch (kind)
        {
            case 'x':
                return 2 + ReadHex(rest, 2, kind, output);
            case 'u':
                return 2 + ReadHex(rest, 4, kind, output);
            case 'U':
                return 2 + ReadHex(rest, 8, kind, output);
            case >= '0' and <= '7':
                return 1 + ReadOctal(text[1..], output);
            case '\n':
                output.Append(' ');
                int blanks = rest.IndexOfAnyExcept(' ', '\t');
                return 2 + (blanks < 0 ? rest.Length : blanks);
            default:
                output.Append(Letter(kind));
                return 2;
        }
    }

    private static char Letter(char kind) => kind switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => kind,
    };

    // hex{0,max}     none: the letter stands for itself; a digit that would lead beyond U+10FFFF is not part of it
    private static int ReadHex(ReadOnlySpan<char> text, int max, char letter, StringBuilder output)
    {
        int value = 0;
        int count = 0;
        while (count < max && count < text.Length && char.IsAsciiHexDigit(text[count]))
        {
            int next = (value * 16) + HexDigit(text[count]);
            if (next > LastCodePoint)
                break;
            value = next;
            count++;
        }

        if (count == 0)
            output.Append(letter);
        else if (value > char.MaxValue)
            output.Append(char.ConvertFromUtf32(value));
        else
            output.Append((char)value);
        return count;
    }

    private static int HexDigit(char c) => char.IsAsciiDigit(c) ? c - '0' : char.ToLowerInvariant(c) - 'a' + 10;

    // octal{1,3}     up to 0377
    private static int ReadOctal(ReadOnlySpan<char> text, StringBuilder output)
    {
        int value = 0;
        int count = 0;
        while (count < 3 && count < text.Length && text[count] is >= '0' and <= '7' && value <= 0x1F)
            value = (value * 8) + (text[count++] - '0');
        output.Append((char)value);
        return count;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Protocol;

/// <summary>
/// Characters that are not seen as what they are. They split words or lines for some readers, turn text around, or show nothing. Names may hold
/// them, all but control characters, so those that split or turn are written escaped, and all are shown as their codes. The web page has the same table
/// (<c>names.js</c>). U+200C and U+200D are not among them: some scripts need them.
/// </summary>
internal static class HiddenCharacters
{
    private static readonly (int First, int Last)[] s_controls = [('\0', '\x1F'), ('\x7F', '\x9F')];

    // Every separator of Unicode but the blank, the controls of direction, and what has no width.
    private static readonly (int First, int Last)[] s_others =
    [
        (0x00A0, 0x00A0), (0x00AD, 0x00AD), (0x061C, 0x061C), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200B),
        (0x200E, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
    ];

    // What is neither, and shows nothing all the same: Default_Ignorable_Code_Point of Unicode (selectors of variants, fillers, tags), a Braille pattern without dots,
    // and signs by which hieroglyphs and notes are put together.
    private static readonly (int First, int Last)[] s_unseen =
    [
        (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x180F, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x13430, 0x1343F), (0x16FE4, 0x16FE4), (0x1BCA0, 0x1BCA3), (0x1D159, 0x1D159), (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    ];

    /// <summary>Those that are escaped.</summary>
    public static string Escapable { get; } = In(s_controls) + In(s_others);

    private static SearchValues<char> Escaping { get; } = SearchValues.Create(Escapable);

    /// <summary>Whether a character is escaped.</summary>
    public static bool IsEscapable(char c) => Escaping.Contains(c);

    /// <summary>Whether a code point is shown as its code.</summary>
    public static bool IsUnseen(int code) => Has(s_others, code) || Has(s_unseen, code);

    /// <summary>Returns text for files and programs: <c>\u2028</c> in the place of each that splits or turns text.</summary>
    public static string Escape(string text)
    {
        int first = text.AsSpan().IndexOfAny(Escaping);
        if (first < 0)
            return text;
        var escaped = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (char c in text.AsSpan(first))
        {
            if (Escaping.Contains(c))
                escaped.Append(Escaped(c));
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>Returns text for people: the code, such as <c>U+202E</c>, in the place of each but control characters.</summary>
    public static string Show(string text)
    {
        // Nearly all text is ASCII, which is soon told.
        if (Ascii.IsValid(text) || !ContainsUnseen(text))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsUnseen(rune.Value))
                shown.Append(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
            else
                shown.Append(rune);
        }

        return shown.ToString();
    }

    /// <summary>Returns the escape sequence of a character: a backslash, u and four hexadecimal digits.</summary>
    public static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private static bool ContainsUnseen(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsUnseen(rune.Value))
                return true;
        }

        return false;
    }

    private static bool Has((int First, int Last)[] ranges, int code)
    {
        foreach ((int first, int last) in ranges)
        {
            if (code >= first && code <= last)
                return true;
        }

        return false;
    }

    private static string In((int First, int Last)[] ranges)
    {
        var characters = new StringBuilder();
        foreach ((int first, int last) in ranges)
        {
            for (int c = first; c <= last; c++)
                characters.Append((char)c);
        }

        return characters.ToString();
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace PortManager.Protocol;

/// <summary>
/// Characters that are not seen as what they are. They split words or lines for some readers, turn text around, or show nothing. Names may hold
/// them, all but control characters, so they are written and shown escaped. The web page has the same table (<c>names.js</c>). U+200C and U+200D
/// are not among them: some scripts need them.
/// </summary>
internal static class HiddenCharacters
{
    private static readonly (char First, char Last)[] s_controls = [('\0', '\x1F'), ('\x7F', '\x9F')];

    // Every separator of Unicode but the blank, the controls of direction, and what has no width.
    private static readonly (char First, char Last)[] s_others =
    [
        ('\u00A0', '\u00A0'), ('\u00AD', '\u00AD'), ('\u061C', '\u061C'), ('\u1680', '\u1680'), ('\u180E', '\u180E'), ('\u2000', '\u200B'),
        ('\u200E', '\u200F'), ('\u2028', '\u202F'), ('\u205F', '\u206F'), ('\u3000', '\u3000'), ('\uFEFF', '\uFEFF'), ('\uFFF9', '\uFFFB'),
    ];

    private static readonly SearchValues<char> s_notControls = SearchValues.Create(In(s_others));

    /// <summary>All of them.</summary>
    public static string All { get; } = In(s_controls) + In(s_others);

    private static SearchValues<char> Every { get; } = SearchValues.Create(All);

    public static bool Contains(char c) => Every.Contains(c);

    /// <summary>Returns text for files and programs: <c>\u2028</c> in the place of each.</summary>
    public static string Escape(string text) => Replace(text, Every, Escaped);

    /// <summary>Returns text for people: the code, such as <c>U+202E</c>, in the place of each but control characters.</summary>
    // Nearly all text is ASCII, which is told far sooner than that it has none of so many characters.
    public static string Show(string text) => Ascii.IsValid(text) ? text : Replace(text, s_notControls, Code);

    /// <summary>Returns the escape sequence of a character: a backslash, u and four hexadecimal digits.</summary>
    public static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");

    private static string Code(char c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");

    private static string Replace(string text, SearchValues<char> hidden, Func<char, string> replacement)
    {
        int first = text.AsSpan().IndexOfAny(hidden);
        if (first < 0)
            return text;
        var replaced = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (char c in text.AsSpan(first))
        {
            if (hidden.Contains(c))
                replaced.Append(replacement(c));
            else
                replaced.Append(c);
        }

        return replaced.ToString();
    }

    private static string In((char First, char Last)[] ranges)
    {
        var characters = new StringBuilder();
        foreach ((char first, char last) in ranges)
        {
            for (int c = first; c <= last; c++)
                characters.Append((char)c);
        }

        return characters.ToString();
    }
}

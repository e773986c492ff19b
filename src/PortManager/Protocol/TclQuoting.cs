using System.Buffers;
using System.Text;

namespace PortManager.Protocol;

/// <summary>Quotes the words of a list as Tcl's <c>list</c> does.</summary>
internal static class TclQuoting
{
    private const string BraceWorthy = " \t\n\v\f\r[$;\\";

    private static readonly SearchValues<char> s_braceWorthy = SearchValues.Create(BraceWorthy);
    private static readonly SearchValues<char> s_special = SearchValues.Create(BraceWorthy + "{}]\"");

    /// <summary>Returns how a word is quoted.</summary>
    /// <param name="word">The word.</param>
    /// <param name="first">Whether the word is the first of the list. A leading <c>#</c> would then make a command a comment.</param>
    public static TclQuotingMode ModeFor(ReadOnlySpan<char> word, bool first)
    {
        bool isComment = first && word is ['#', ..];
        if (!isComment && !word.IsEmpty && !word.ContainsAny(s_special))
            return TclQuotingMode.Plain;
        if (!CanBeBraced(word))
            return TclQuotingMode.BackslashesForBracesToo;
        if (isComment || word is [] or ['{' or '"', ..] || word.ContainsAny(s_braceWorthy))
            return TclQuotingMode.Braces;
        return word.ContainsAny(']', '"') ? TclQuotingMode.Backslashes : TclQuotingMode.Plain;
    }

    /// <summary>Returns the word with a backslash before each special character, and a letter for line ends and the like.</summary>
    public static string Backslash(ReadOnlySpan<char> word, bool bracesToo, bool hashToo)
    {
        var output = new StringBuilder(2 * word.Length);
        foreach (char c in word)
        {
            bool isSpecial = c is '{' or '}'
                ? bracesToo
                : s_special.Contains(c) || (c == '#' && hashToo && output.Length == 0);
            if (isSpecial)
                output.Append('\\');
            output.Append(Letter(c));
        }

        return output.ToString();
    }

    private static char Letter(char c) => c switch
    {
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\v' => 'v',
        _ => c,
    };

    /// <summary>
    /// Returns whether the word can stand between braces: its own braces balance, and no backslash is before the closing brace or a
    /// line end.
    /// </summary>
    private static bool CanBeBraced(ReadOnlySpan<char> word)
    {
        int depth = 0;
        for (int i = 0; i < word.Length; i++)
        {
            if (word[i] == '{')
                depth++;
            else if (word[i] == '}' && --depth < 0)
                return false;
            else if (word[i] == '\\' && (++i == word.Length || word[i] == '\n'))
                return false;
        }

        return depth == 0;
    }
}

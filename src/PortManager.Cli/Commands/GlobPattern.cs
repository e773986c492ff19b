using System.Text;

namespace PortManager.Cli.Commands;

/// <summary>Matches patterns as Tcl's <c>string match</c> does: <c>*</c>, <c>?</c>, <c>[a-z]</c> and <c>\x</c>.</summary>
internal static class GlobPattern
{
    public static bool Matches(string pattern, string text) =>
        Matches([.. pattern.EnumerateRunes()], [.. text.EnumerateRunes()]);

    private static bool Matches(ReadOnlySpan<Rune> pattern, ReadOnlySpan<Rune> text)
    {
        // Where to continue if the pattern after the last star does not match: the star then takes one more character.
        ReadOnlySpan<Rune> afterStar = default, retry = default;
        bool hasStar = false;
        while (true)
        {
            if (!pattern.IsEmpty && pattern[0].Value == '*')
            {
                hasStar = true;
                afterStar = pattern = pattern[1..];
                retry = text;
            }
            else if (pattern.IsEmpty && text.IsEmpty)
            {
                return true;
            }
            else if (!text.IsEmpty && TakeOne(ref pattern, text[0]))
            {
                text = text[1..];
            }
            else if (hasStar && !retry.IsEmpty)
            {
                pattern = afterStar;
                text = retry = retry[1..];
            }
            else
            {
                return false;
            }
        }
    }

    // ? | [ set ] | \ character | character
    private static bool TakeOne(ref ReadOnlySpan<Rune> pattern, Rune character)
    {
        if (pattern.IsEmpty)
            return false;
        Rune first = pattern[0];
        pattern = pattern[1..];
        switch (first.Value)
        {
            case '?':
                return true;
            case '[':
                return TakeSet(ref pattern, character);
            case '\\' when pattern.IsEmpty:
                return false;
            case '\\':
                first = pattern[0];
                pattern = pattern[1..];
                return first == character;
            default:
                return first == character;
        }
    }

    // (character | character - character)* ]     a bound may come after the other; the bracket may be missing, but no bound
    private static bool TakeSet(ref ReadOnlySpan<Rune> pattern, Rune character)
    {
        bool isMember = false;
        while (!pattern.IsEmpty && pattern[0].Value != ']')
        {
            Rune first = pattern[0];
            bool isRange = pattern.Length > 1 && pattern[1].Value == '-';
            if (isRange && pattern.Length == 2)
                return false;
            Rune last = isRange ? pattern[2] : first;
            isMember |= character >= Min(first, last) && character <= Max(first, last);
            pattern = pattern[(isRange ? 3 : 1)..];
        }

        if (!pattern.IsEmpty)
            pattern = pattern[1..];
        return isMember;
    }

    private static Rune Min(Rune a, Rune b) => a < b ? a : b;

    private static Rune Max(Rune a, Rune b) => a < b ? b : a;
}

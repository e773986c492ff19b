using System.Text;

namespace PortManager.Protocol;

/// <summary>
/// The names of users as clients send them that put them into a request as they are. That of a domain's user, <c>LAB\fox</c>, has a backslash, which
/// means something else in a list: here <c>\f</c> would be a form feed.
/// </summary>
internal static class DomainUser
{
    /// <summary>Replaces the words of a request that stand for users by what their clients meant.</summary>
    /// <param name="words">The words, as a list is read.</param>
    /// <param name="raw">The same words, as they were sent.</param>
    // (GIMME | UNIQUE | CLAIM) … user          (FIND | WATCH | DETAIL) (name value)*     the value of -user
    public static void Restore(List<string> words, List<string> raw)
    {
        switch (words)
        {
            case ["GIMME" or "UNIQUE" or "CLAIM", _, ..]:
                words[^1] = Read(words[^1], raw[^1]);
                break;
            case ["FIND" or "WATCH" or "DETAIL", ..]:
                for (int value = 2; value < words.Count; value += 2)
                {
                    if (words[value - 1] == FilterOptions.User)
                        words[value] = Read(words[value], raw[value]);
                }

                break;
        }
    }

    /// <summary>
    /// Returns the word as it was sent, if each backslash in it is between two parts of a name. A client that quotes a word puts backslashes before other
    /// characters, or writes the sequences of <see cref="RowWord"/>.
    /// </summary>
    private static string Read(string word, string raw)
    {
        if (raw is ['{' or '"', ..])
            return word;
        for (int i = raw.IndexOf('\\'); i >= 0; i = raw.IndexOf('\\', i + 1))
        {
            if (i == 0 || i == raw.Length - 1 || !BeginsName(raw.AsSpan(i + 1)) || RowWord.IsEscape(raw.AsSpan(i)))
                return word;
        }

        return raw;
    }

    private static bool BeginsName(ReadOnlySpan<char> text) =>
        text[0] == '_' || (Rune.DecodeFromUtf16(text, out Rune first, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(first));
}

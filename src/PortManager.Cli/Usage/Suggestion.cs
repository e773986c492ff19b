namespace PortManager.Cli.Usage;

/// <summary>Finds the word that was meant by a misspelt one.</summary>
internal static class Suggestion
{
    private const int MinPrefix = 3;

    /// <summary>Returns the known word that is nearest; null if none is near.</summary>
    /// <param name="typed">The misspelt word. Leading dashes do not count.</param>
    /// <param name="known">The words that could be meant, with any dashes. Those of one letter are passed over.</param>
    public static string? For(string typed, IEnumerable<string> known)
    {
        string word = Bare(typed);
        return known
            .Where(candidate => Bare(candidate).Length > 1)
            .Select(candidate => (Word: candidate, Distance: Distance(word, Bare(candidate))))
            .Where(candidate => candidate.Distance <= Math.Max(1, word.Length / 3) && word.Length > 1 || IsPrefix(word, Bare(candidate.Word)))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault().Word;
    }

    private static string Bare(string word) => word.TrimStart('-').ToLowerInvariant();

    private static bool IsPrefix(string word, string candidate) => word.Length >= MinPrefix && candidate.StartsWith(word, StringComparison.Ordinal);

    /// <summary>Counts the letters to add, drop, replace, or swap with the next one.</summary>
    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
                costs[i, j] = i == 0 || j == 0 ? i + j : Least(costs, i, j, from, to);
        }

        return costs[from.Length, to.Length];
    }

    private static int Least(int[,] costs, int i, int j, string from, string to)
    {
        int replaced = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        int least = Math.Min(replaced, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
        bool isSwapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return isSwapped ? Math.Min(least, costs[i - 2, j - 2] + 1) : least;
    }
}

namespace PortManager.Cli.Output;

/// <summary>Makes a table as narrow as a terminal.</summary>
internal static class ColumnFit
{
    private const string Cut = "…";

    /// <summary>A column keeps so much, even if the table is too wide then.</summary>
    private const int MinWidth = 8;

    /// <summary>Narrows the widest columns until all fit.</summary>
    /// <param name="widths">The widths of the columns.</param>
    /// <param name="columns">How wide the terminal is.</param>
    /// <param name="gap">How much is between two columns.</param>
    public static void Narrow(int[] widths, int columns, int gap)
    {
        int tooMuch = widths.Sum() + (gap * (widths.Length - 1)) - columns;
        for (; tooMuch > 0 && widths.Max() > MinWidth; tooMuch--)
            widths[Array.IndexOf(widths, widths.Max())]--;
    }

    /// <summary>Returns a text that is not wider than its column: a longer one ends in an ellipsis.</summary>
    public static string Shorten(string text, int width)
    {
        if (TextWidth.Of(text) <= width)
            return text;
        int length = 0, taken = 0;
        foreach (System.Text.Rune rune in text.EnumerateRunes())
        {
            taken += TextWidth.Of(rune.ToString());
            if (taken > width - Cut.Length)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + Cut;
    }
}

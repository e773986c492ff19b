using PortManager.Cli.Processes;
using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>Writes a table with titles, for people.</summary>
internal static class Table
{
    private const string Gap = "  ";

    /// <summary>Writes a title line and the rows; on a terminal, none wider than that. Control characters become question marks, and other characters that are not seen their codes.</summary>
    public static void Write(TextWriter output, string[] titles, IEnumerable<string[]> rows)
    {
        string[][] lines = [titles, .. rows.Select(row => row.Select(Shown).ToArray())];
        int[] widths = Widths(lines);
        if (Terminal.OutputColumns is { } columns)
            ColumnFit.Narrow(widths, columns, Gap.Length);
        foreach (string[] line in lines)
            output.WriteLine(string.Join(Gap, line.Select((cell, column) => Pad(ColumnFit.Shorten(cell, widths[column]), widths[column]))).TrimEnd());
    }

    /// <summary>Returns a text without anything that a terminal would obey, or would not show.</summary>
    public static string Shown(string cell) => Printable.Text(HiddenCharacters.Show(cell));

    /// <summary>Returns the width of each column.</summary>
    public static int[] Widths(string[][] lines) => [.. lines[0].Select((_, column) => lines.Max(line => TextWidth.Of(line[column])))];

    /// <summary>Fills a cell up to the width of its column.</summary>
    public static string Pad(string cell, int width) => cell + new string(' ', width - TextWidth.Of(cell));
}

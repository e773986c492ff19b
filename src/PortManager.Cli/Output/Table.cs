using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>Writes a table with titles, for people.</summary>
internal static class Table
{
    private const string Gap = "  ";

    /// <summary>Writes a title line and the rows. Control characters become question marks, and other characters that are not seen their codes.</summary>
    public static void Write(TextWriter output, string[] titles, IEnumerable<string[]> rows)
    {
        string[][] lines = [titles, .. rows.Select(row => row.Select(cell => Printable.Text(HiddenCharacters.Show(cell))).ToArray())];
        int[] widths = [.. titles.Select((_, column) => lines.Max(line => TextWidth.Of(line[column])))];
        foreach (string[] line in lines)
            output.WriteLine(string.Join(Gap, line.Select((cell, column) => Pad(cell, widths[column]))).TrimEnd());
    }

    private static string Pad(string cell, int width) => cell + new string(' ', width - TextWidth.Of(cell));
}

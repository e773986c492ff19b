namespace PortManager.Cli.Output;

/// <summary>Writes a table with a frame of characters, as Tcl's report package does in NSCLDAQ's programs.</summary>
internal static class FramedTable
{
    /// <summary>Writes a title line and the rows, and an empty line, as there.</summary>
    public static void Write(TextWriter output, string[] titles, IEnumerable<string[]> rows)
    {
        string[][] lines = [.. rows.Prepend(titles).Select(line => line.Select(Table.Shown).ToArray())];
        int[] widths = Table.Widths(lines);
        string border = $"+{string.Join('+', widths.Select(width => new string('-', width)))}+";
        output.WriteLine(border);
        for (int i = 0; i < lines.Length; i++)
        {
            output.WriteLine($"|{string.Join('|', lines[i].Select((cell, column) => Table.Pad(cell, widths[column])))}|");
            if (i == 0)
                output.WriteLine(border);
        }

        output.WriteLine(border);
        output.WriteLine();
    }
}

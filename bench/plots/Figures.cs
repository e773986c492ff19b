using System.Globalization;

namespace PortManager.Plots;

/// <summary>The median over the rounds of each figure that <c>make bench</c> wrote, by row and label.</summary>
internal sealed class Figures
{
    private readonly Dictionary<(string Row, string Label), double> _medians;

    private Figures(Dictionary<(string Row, string Label), double> medians) => _medians = medians;

    /// <summary>The names of the rows, in the order of the file.</summary>
    public IEnumerable<string> Rows => _medians.Keys.Select(key => key.Row).Distinct();

    /// <summary>The labels of a row's figures, in the order of the file.</summary>
    public IEnumerable<string> Labels(string row) => _medians.Keys.Where(key => key.Row == row).Select(key => key.Label);

    public double this[string row, string label] => _medians[(row, label)];

    public static Figures Read(string path)
    {
        IEnumerable<string[]> lines = File.ReadLines(path).Where(line => !line.StartsWith('#')).Skip(1).Select(Fields);
        return new Figures(lines
            .GroupBy(fields => (fields[0], fields[1]), fields => double.Parse(fields[3], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => Median([.. group.Order()])));
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    // field ("," field)*     field: text without commas and quotes | "text"
    private static string[] Fields(string line)
    {
        var fields = new List<string>();
        for (int at = 0; at <= line.Length;)
        {
            bool isQuoted = at < line.Length && line[at] == '"';
            int end = isQuoted ? line.IndexOf('"', at + 1) + 1 : line.IndexOf(',', at);
            if (end <= 0)
                end = line.Length;
            fields.Add(line[at..end].Trim('"'));
            at = end + 1;
        }

        return [.. fields];
    }
}

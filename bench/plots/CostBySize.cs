using System.Globalization;
using ScottPlot;

namespace PortManager.Plots;

/// <summary>What a listing costs, or how many there are a second, by the number of ports held: the rows "by number held: N".</summary>
internal static class CostBySize
{
    private const string Prefix = "by number held: ";

    // A logarithm has no place for 0.
    private const double PlaceOfZero = 10;

    public static void Save(Figures figures, string figure, string title, string path)
    {
        string[] rows = [.. figures.Rows.Where(row => row.StartsWith(Prefix, StringComparison.Ordinal))];
        string suffix = $": {figure}";
        string[] names = [.. rows.SelectMany(figures.Labels).Where(label => label.EndsWith(suffix, StringComparison.Ordinal)).Distinct()];

        using var plot = new Plot();
        Style.Apply(plot);
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            IEnumerable<string> measured = rows.Where(row => figures.Labels(row).Contains(name));
            Style.AddSeries(plot, i, name[..^suffix.Length], measured.Select(row => (PlaceOf(row), figures[row, name])));
        }

        plot.Title(title);
        plot.XLabel("ports held");
        Style.Label(plot.Axes.Bottom, rows.Select(row => (PlaceOf(row), row[Prefix.Length..])));
        Style.LabelPowersOfTen(plot.Axes.Left);
        plot.ShowLegend(Edge.Bottom);
        plot.SavePng(path, 900, 600);
    }

    private static double PlaceOf(string row) =>
        Math.Log10(Math.Max(PlaceOfZero, int.Parse(row[Prefix.Length..], NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
}

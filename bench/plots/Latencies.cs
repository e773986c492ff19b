using ScottPlot;
using ScottPlot.MultiplotLayouts;

namespace PortManager.Plots;

/// <summary>The quantiles of latencies at a fixed rate, a plot for each request: the rows "latency: …".</summary>
internal static class Latencies
{
    private const string Prefix = "latency: ";
    private static readonly string[] s_quantiles = ["p50", "p99", "p99.9"];

    public static void Save(Figures figures, string path)
    {
        string[] rows = [.. figures.Rows.Where(row => row.StartsWith(Prefix, StringComparison.Ordinal))];
        var plots = new Multiplot();
        plots.AddPlots(rows.Length);
        plots.Layout = new Columns();
        double highest = rows.SelectMany(row => figures.Labels(row).Select(label => figures[row, label])).Max();
        for (int i = 0; i < rows.Length; i++)
        {
            Draw(figures, rows[i], plots.GetPlot(i));
            plots.GetPlot(i).Axes.SetLimitsY(1, Math.Log10(highest) + 0.1);
        }

        plots.SavePng(path, 420 * rows.Length, 540);
    }

    private static void Draw(Figures figures, string row, Plot plot)
    {
        Style.Apply(plot);
        string[] servers = [.. figures.Labels(row).Select(label => label.Split(": ")[0]).Distinct()];
        for (int i = 0; i < servers.Length; i++)
        {
            string server = servers[i];
            Style.AddSeries(plot, i == 0 ? 0 : i + 1, server, s_quantiles.Select((quantile, x) => ((double)x, figures[row, $"{server}: {quantile}, microseconds"])));
        }

        plot.Title(row[Prefix.Length..].Replace(" a second", "/s", StringComparison.Ordinal).Replace(" over ", "\nover ", StringComparison.Ordinal), 13);
        plot.YLabel("microseconds");
        Style.Label(plot.Axes.Bottom, s_quantiles.Select((quantile, x) => ((double)x, quantile)));
        Style.LabelPowersOfTen(plot.Axes.Left);
        plot.ShowLegend(Edge.Bottom);
    }
}

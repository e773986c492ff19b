using ScottPlot;

namespace PortManager.Plots;

/// <summary>What a request costs other daemons and ours, as ratios to the floor: the rows of peers.</summary>
internal static class CostOfPeers
{
    private const string Peer = "CPU a request, to the floor";
    private const string Ours = $"{Peer}: ours";

    public static void Save(Figures figures, string path)
    {
        // The first is on top.
        string[] rows = [.. figures.Rows.Where(row => figures.Labels(row).Contains(Ours)).Reverse()];
        using var plot = new Plot();
        Style.Apply(plot);
        AddBars(plot, 0, "portmanager", rows.Select(row => figures[row, Ours]));
        AddBars(plot, 3, "the other", rows.Select(row => figures[row, Peer]));
        plot.Title("processor time a request of the server, to the floor's");
        Style.LabelPowersOfTen(plot.Axes.Bottom);
        Style.Label(plot.Axes.Left, rows.Select((row, i) => ((double)i, row.Replace(", beside ", "\nbeside ", StringComparison.Ordinal))));
        plot.Axes.SetLimitsX(Math.Log10(0.5), Math.Log10(100));
        plot.Add.VerticalLine(0, 1, Colors.Black);
        plot.ShowLegend(Edge.Bottom);
        plot.SavePng(path, 900, 120 + (80 * rows.Length));
    }

    // From 1, the floor's own: bars of logarithms begin at 0.
    private static void AddBars(Plot plot, int series, string name, IEnumerable<double> ratios)
    {
        const double thickness = 0.3;
        double offset = series == 0 ? thickness / 2 : -thickness / 2;
        Bar[] bars = [.. ratios.Select((ratio, i) => new Bar
        {
            Position = i + offset,
            Value = Math.Log10(ratio),
            Size = thickness,
            FillColor = Style.ColorOf(series),
            LineWidth = 0,
            Label = $"{ratio:0.00}",
        })];
        var added = plot.Add.Bars(bars);
        added.Horizontal = true;
        added.LegendText = name;
    }
}

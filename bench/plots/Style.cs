using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace PortManager.Plots;

/// <summary>How the plots look: light, and told apart in print without colours too, by the shapes of their points.</summary>
internal static class Style
{
    private static readonly MarkerShape[] s_shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.OpenCircle];

    // Okabe and Ito's colours, which those who see few colours can tell apart.
    private static readonly Color[] s_colors =
        [Color.FromHex("#0072B2"), Color.FromHex("#56B4E9"), Color.FromHex("#000000"), Color.FromHex("#D55E00"), Color.FromHex("#009E73")];

    public static Color ColorOf(int series) => s_colors[series % s_colors.Length];

    public static void Apply(Plot plot)
    {
        plot.Font.Set("DejaVu Sans");
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Color.FromHex("#DDDDDD");
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
    }

    public static void AddSeries(Plot plot, int series, string name, IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] all = [.. points];
        var line = plot.Add.Scatter(all.Select(point => point.X).ToArray(), all.Select(point => Math.Log10(point.Y)).ToArray());
        line.LegendText = name;
        line.Color = ColorOf(series);
        line.LineWidth = 2;
        line.MarkerShape = s_shapes[series % s_shapes.Length];
        line.MarkerSize = 8;
    }

    /// <summary>Labels an axis of decimal logarithms with the numbers themselves, at each power of ten.</summary>
    public static void LabelPowersOfTen(IAxis axis)
    {
        var ticks = new NumericManual();
        for (int power = -1; power <= 6; power++)
            ticks.AddMajor(power, Math.Pow(10, power).ToString("#,0.#", CultureInfo.InvariantCulture));
        axis.TickGenerator = ticks;
    }

    public static void Label(IAxis axis, IEnumerable<(double Position, string Text)> labels)
    {
        var ticks = new NumericManual();
        foreach ((double position, string text) in labels)
            ticks.AddMajor(position, text);
        axis.TickGenerator = ticks;
    }
}

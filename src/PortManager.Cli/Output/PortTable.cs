namespace PortManager.Cli.Output;

/// <summary>Services as a table.</summary>
internal static class PortTable
{
    /// <summary>Writes service, port and user; and the host behind them, where there are several.</summary>
    public static void Write(TextWriter output, IEnumerable<PortRow> rows, bool withHost = false)
    {
        string[] titles = ["SERVICE", "PORT", "USER", "HOST"];
        int columns = withHost ? titles.Length : titles.Length - 1;
        Table.Write(output, titles[..columns], rows.Select(row => CellsOf(row)[..columns]));
    }

    private static string[] CellsOf(PortRow row) => [row.Service, $"{row.Port}", row.User, row.Host];
}

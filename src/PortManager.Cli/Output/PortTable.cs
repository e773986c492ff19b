namespace PortManager.Cli.Output;

/// <summary>Services as a table.</summary>
internal static class PortTable
{
    /// <summary>Writes service, port and user; and the host behind them, where there are several.</summary>
    public static void Write(TextWriter output, IEnumerable<PortRow> rows, bool withHost = false)
    {
        if (withHost)
            Table.Write(output, ["SERVICE", "PORT", "USER", "HOST"], rows.Select(r => new[] { r.Service, $"{r.Port}", r.User, r.Host }));
        else
            Table.Write(output, ["SERVICE", "PORT", "USER"], rows.Select(r => new[] { r.Service, $"{r.Port}", r.User }));
    }
}

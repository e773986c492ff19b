using System.Globalization;

namespace PortManager.Cli.Output;

/// <summary>Writes services as a table.</summary>
internal static class PortTable
{
    private static readonly (string Title, Func<PortRow, string> Cell)[] s_columns =
    [
        ("SERVICE", row => row.Service),
        ("PORT", row => $"{row.Port}"),
        ("USER", row => row.User),
    ];

    // In the short table, where there is no column for it.
    private static readonly (string Title, Func<PortRow, string> Cell) s_markedUser =
        ("USER", row => row.VerifiedUser is { } verified && verified != row.User ? $"{row.User} (by {verified})" : row.User);

    // VERIFIED is empty if both users are the same, so that a difference is seen at a glance.
    private static readonly (string Title, Func<PortRow, string> Cell)[] s_longColumns =
    [
        ("VERIFIED", row => row.VerifiedUser is null ? "unknown" : row.VerifiedUser == row.User ? "" : row.VerifiedUser),
        ("STATE", row => row.State!),
        ("SINCE", row => row.Since!.Value.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
    ];

    private static readonly (string Title, Func<PortRow, string> Cell) s_host = ("HOST", row => row.Host);

    /// <summary>Writes service, port and user, if <paramref name="isLong"/> also their details, if <paramref name="withHost"/> also the host.</summary>
    public static void Write(TextWriter output, IEnumerable<PortRow> rows, bool isLong = false, bool withHost = false)
    {
        (string Title, Func<PortRow, string> Cell)[] columns =
            [.. isLong ? s_columns : [.. s_columns[..^1], s_markedUser], .. isLong ? s_longColumns : [], .. withHost ? [s_host] : Array.Empty<(string, Func<PortRow, string>)>()];
        Table.Write(output, [.. columns.Select(c => c.Title)], rows.Select(row => columns.Select(c => c.Cell(row)).ToArray()));
    }
}

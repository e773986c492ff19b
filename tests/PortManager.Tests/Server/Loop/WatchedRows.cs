using System.Globalization;
using System.Text.RegularExpressions;

namespace PortManager.Tests.Server.Loop;

/// <summary>What a watcher knows that keeps its own table by what it reads; it stops at anything that has no place there.</summary>
/// <param name="asks">
/// It sends LIST itself: a listing is then an answer, and may be ahead of changes that are still to be told. Otherwise
/// a listing replaces his table.
/// </param>
internal sealed partial class WatchedRows(bool asks)
{
    private SortedSet<string> _rows = new(StringComparer.Ordinal);

    public int Listings { get; private set; }

    public int Refusals { get; private set; }

    public int Changes { get; private set; }

    public IEnumerable<string> Rows => _rows;

    public bool Has(string service) => _rows.Any(r => r.Contains($" {service} ", StringComparison.Ordinal));

    public void ReadUntil(LoopClient client, Func<WatchedRows, bool> isEnough)
    {
        while (!isEnough(this))
            Take(client.ReadLine(), client);
    }

    private void Take(string line, LoopClient client)
    {
        if (line.StartsWith("FAIL {", StringComparison.Ordinal))
        {
            Refusals++;
        }
        else if (line.StartsWith("OK ", StringComparison.Ordinal))
        {
            Listings++;
            SortedSet<string> rows = new(StringComparer.Ordinal);
            for (int left = int.Parse(line[3..], CultureInfo.InvariantCulture); left > 0; left--)
                rows.Add(Row(client.ReadLine()));
            if (!asks)
                _rows = rows;
        }
        else
        {
            Assert.Matches("^[+-] ", line);
            Changes++;
            Assert.True(line[0] == '+' ? _rows.Add(Row(line[2..])) : _rows.Remove(Row(line[2..])), line);
        }
    }

    private static string Row(string line)
    {
        Assert.Matches(RowPattern(), line);
        return line;
    }

    [GeneratedRegex("^\\d+ [^ {}]+ [^ {}]+$")]
    private static partial Regex RowPattern();
}

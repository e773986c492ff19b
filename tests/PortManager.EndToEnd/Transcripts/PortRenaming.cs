using System.Text.RegularExpressions;

namespace PortManager.EndToEnd.Transcripts;

/// <summary>
/// Compares replies in which the ports have other numbers: each port of the transcript stands for one of ours, the
/// same throughout a case, and no two for the same.
/// </summary>
internal sealed partial class PortRenaming
{
    private readonly Dictionary<string, string> _ours = [];
    private readonly Dictionary<string, string> _theirs = [];

    /// <summary>Fails when the two are not equal up to the ports' numbers and the order of the rows of a listing.</summary>
    public void AssertSame(string expected, string actual)
    {
        string[] wanted = InOrder(expected);
        string[] got = InOrder(actual);
        Assert.Equal(wanted.Select(WithoutPort), got.Select(WithoutPort));
        foreach ((string theirs, string ours) in wanted.Select(PortOf).Zip(got.Select(PortOf)))
        {
            Assert.Equal(ours, _ours.TryGetValue(theirs, out string? known) ? known : _ours[theirs] = ours);
            Assert.Equal(theirs, _theirs.TryGetValue(ours, out known) ? known : _theirs[ours] = theirs);
        }
    }

    [GeneratedRegex("^(OK )?([0-9]{5})(?![0-9])")]
    private static partial Regex Port { get; }

    // The rows of a listing begin with their port, and nothing else does.
    private static string[] InOrder(string reply)
    {
        string[] lines = reply.Split('\n');
        for (int first = 0; first < lines.Length; first++)
        {
            int rows = lines.Skip(first).TakeWhile(l => l.Length > 0 && char.IsAsciiDigit(l[0])).Count();
            Array.Sort(lines, first, rows, Comparer<string>.Create((a, b) => string.CompareOrdinal(WithoutPort(a), WithoutPort(b))));
            first += rows;
        }

        return lines;
    }

    private static string WithoutPort(string line) => Port.Replace(line, "$1PORT");

    private static string PortOf(string line) => Port.Match(line).Groups[2].Value;
}

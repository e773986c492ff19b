using System.Globalization;
using PortManager.Protocol;

namespace PortManager.Server.Recovery;

/// <summary>What the usage file of another port manager says: port TAB service TAB user, one allocation a line (SPEC section 5).</summary>
/// <param name="Rows">What it had allocated, in the order of the file. Of several lines for a port the first counts.</param>
/// <param name="WrongLines">The numbers of the lines that are something else, from 1.</param>
internal sealed record FormerUsage(IReadOnlyList<PortAllocation> Rows, IReadOnlyList<int> WrongLines)
{
    public const string Line = "PORT TAB SERVICE TAB USER";

    /// <summary>Reads the text of a file. Empty lines say nothing.</summary>
    public static FormerUsage Read(string text)
    {
        var rows = new Dictionary<int, PortAllocation>();
        var wrong = new List<int>();
        int number = 0;
        foreach (string line in text.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            if (line.Length == 0)
                continue;
            if (RowOf(line) is { } row)
                rows.TryAdd(row.Port, row);
            else
                wrong.Add(number);
        }

        return new FormerUsage([.. rows.Values], wrong);
    }

    private static PortAllocation? RowOf(string line) =>
        line.Split('\t') is [var port, var service, var user]
        && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0
        && Names.ProblemAsAdvertised(service) is null && Names.Problem(user) is null
            ? new PortAllocation(number, service, user)
            : null;
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PortManager.Server.Pool;

/// <summary>A set of TCP ports, written as ranges: <c>30001-31000,32000-32100,33000</c>.</summary>
public sealed class PortRanges
{
    /// <summary>What the daemon manages unless told otherwise.</summary>
    public static PortRanges Default { get; } = Between(30001, 31000);

    private readonly BitArray _contains = new(ushort.MaxValue + 1);

    private PortRanges()
    {
    }

    /// <summary>How many ports there are in all.</summary>
    public int Count { get; private set; }

    /// <summary>The ports, ascending.</summary>
    public IEnumerable<int> Ports => Enumerable.Range(1, ushort.MaxValue).Where(Contains);

    internal static PortRanges None { get; } = new();

    internal int Lowest => Ports.FirstOrDefault();

    internal int Highest => Ports.LastOrDefault();

    /// <summary>The ports from one bound to the other, whichever is the lower; both are 1 to 65535.</summary>
    public static PortRanges Between(int first, int last)
    {
        var ranges = new PortRanges();
        ranges.Add(first, last);
        return ranges;
    }

    /// <summary>Reads ranges and single ports, separated by commas. Reversed bounds are swapped, as the daemons in use do.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PortRanges? ranges)
    {
        ranges = new PortRanges();
        foreach (string part in text.Split(','))
        {
            string[] bounds = part.Split('-');
            if (bounds.Length > 2 || !TryParsePort(bounds[0], out int first) || !TryParsePort(bounds[^1], out int last))
            {
                ranges = null;
                return false;
            }

            ranges.Add(first, last);
        }

        return true;
    }

    /// <summary>Whether a port is one of these.</summary>
    public bool Contains(int port) => port is > 0 and <= ushort.MaxValue && _contains[port];

    /// <summary>The ports that are in both.</summary>
    internal PortRanges InCommonWith(PortRanges other)
    {
        var both = new PortRanges();
        both._contains.Or(_contains).And(other._contains);
        both.Count = both.Ports.Count();
        return both;
    }

    /// <summary>The same as <see cref="TryParse"/> reads.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        for (int first = 1; first <= ushort.MaxValue; first++)
        {
            if (!Contains(first))
                continue;
            int last = first;
            while (Contains(last + 1))
                last++;
            parts.Add(first == last ? $"{first}" : $"{first}-{last}");
            first = last;
        }

        return string.Join(',', parts);
    }

    /// <summary>Those of these ports that a condition holds for.</summary>
    internal PortRanges Where(Func<int, bool> condition)
    {
        var ranges = new PortRanges();
        foreach (int port in Ports.Where(condition))
            ranges.Add(port, port);
        return ranges;
    }

    /// <summary>These ports and others.</summary>
    internal PortRanges With(PortRanges others)
    {
        PortRanges ranges = Where(_ => true);
        foreach (int port in others.Ports)
            ranges.Add(port, port);
        return ranges;
    }

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port is > 0 and <= ushort.MaxValue;

    private void Add(int first, int last)
    {
        for (int port = Math.Min(first, last); port <= Math.Max(first, last); port++)
        {
            Count += _contains[port] ? 0 : 1;
            _contains[port] = true;
        }
    }
}

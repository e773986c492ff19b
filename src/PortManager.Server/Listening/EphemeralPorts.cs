using PortManager.Server.Files;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>The ports that the kernel gives to outgoing connections: a pool must not share them with it.</summary>
internal static class EphemeralPorts
{
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";
    private const string ReservedFile = "/proc/sys/net/ipv4/ip_local_reserved_ports";

    /// <summary>A sentence for the operator when the pool meets the kernel's range; null when it does not.</summary>
    public static string? Warning(PortRanges pool) => WarningOf(pool, RangeFile, ReservedFile);

    /// <summary>The same with files in the place of the kernel's.</summary>
    public static string? WarningOf(PortRanges pool, string rangeFile, string reservedFile)
    {
        try
        {
            return Warning(pool, File.ReadAllText(rangeFile), File.ReadAllText(reservedFile));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // A sandbox may keep /proc/sys from its guests.
            return null;
        }
    }

    /// <param name="pool">The pool.</param>
    /// <param name="range">What the kernel says its range is: <c>32768 60999</c>.</param>
    /// <param name="reserved">What it says it leaves out: <c>40000-40100,50000</c>, or nothing.</param>
    public static string? Warning(PortRanges pool, string range, string reserved)
    {
        string[] bounds = range.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (!PortRanges.TryParse(string.Join('-', bounds), out PortRanges? ephemeral))
            return null;
        PortRanges? spared = PortRanges.TryParse(reserved.Trim(), out PortRanges? parsed) ? parsed : null;
        int shared = pool.Ports.Count(p => ephemeral.Contains(p) && spared?.Contains(p) != true);
        return shared == 0
            ? null
            : $"{shared} ports of the pool are in the kernel's range for outgoing connections ({ephemeral}), which may take them"
                + $" first: reserve them with sysctl net.ipv4.ip_local_reserved_ports={pool}";
    }
}

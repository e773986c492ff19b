using System.Globalization;
using PortManager.Server.Files;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>What is said at the start of ports of the pool that may be meant for others, although nothing is bound to them.</summary>
/// <param name="pool">The pool.</param>
/// <param name="ephemeral">The ports that the kernel gives to outgoing connections.</param>
/// <param name="reserved">Those of them, and others, that it does not: what the administrator reserved.</param>
/// <param name="firstOfAll">The first port on which programs of all users may listen.</param>
/// <param name="hasKubernetes">Whether this host is a node of Kubernetes.</param>
internal sealed class PoolWarnings(PortRanges pool, PortRanges ephemeral, PortRanges reserved, int firstOfAll, bool hasKubernetes)
{
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";
    private const string ReservedFile = "/proc/sys/net/ipv4/ip_local_reserved_ports";
    private const string PrivilegeFile = "/proc/sys/net/ipv4/ip_unprivileged_port_start";

    private static readonly PortRanges s_nodePorts = PortRanges.Between(30000, 32767);

    // Where kubelet keeps its state; k0s has a place of its own.
    private static readonly string[] s_kubeletFolders = ["/var/lib/kubelet", "/var/lib/k0s/kubelet"];

    /// <summary>Sentences for the operator.</summary>
    public IEnumerable<string> All => new[] { OfEphemeral(), OfReserved(), OfNodePorts(), OfPrivileged() }.OfType<string>();

    /// <summary>Those of this host.</summary>
    public static PoolWarnings Of(PortRanges pool) => Of(pool, RangeFile, ReservedFile, PrivilegeFile, s_kubeletFolders);

    /// <summary>The same with files in the place of the kernel's, and folders in that of kubelet's.</summary>
    public static PoolWarnings Of(PortRanges pool, string rangeFile, string reservedFile, string privilegeFile, params string[] kubeletFolders) => new(
        pool,
        // 32768 TAB 60999
        Read(string.Join('-', Text(rangeFile).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
        // 40000-40100,50000, or nothing
        Read(Text(reservedFile).Trim()),
        int.TryParse(Text(privilegeFile), CultureInfo.InvariantCulture, out int first) ? first : 0,
        kubeletFolders.Any(Directory.Exists));

    private string? OfEphemeral()
    {
        PortRanges shared = pool.Where(p => ephemeral.Contains(p) && !reserved.Contains(p));
        if (shared.Count == 0)
            return null;
        PortRanges all = shared.With(reserved);
        return $"{shared.Count} ports of the pool are in the kernel's range for outgoing connections ({ephemeral}), which may take them"
            + $" first: reserve them with sysctl net.ipv4.ip_local_reserved_ports={all}"
            + (reserved.Count == 0 ? "" : " (which has what is reserved already)");
    }

    private string? OfReserved()
    {
        PortRanges asked = pool.Where(ephemeral.Contains);
        // What the other warning asks for is reserved for the pool. Some reserve all of it.
        bool isAskedReserved = asked.Count > 0 && asked.Ports.All(reserved.Contains);
        PortRanges met = pool.Where(p => reserved.Contains(p) && !(isAskedReserved && asked.Contains(p)));
        if (met.Count == 0 || (isAskedReserved && met.Count + asked.Count == pool.Count))
            return null;
        PortRanges rest = pool.Where(p => !met.Contains(p));
        return $"{met.Count} ports of the pool ({met}) are reserved in net.ipv4.ip_local_reserved_ports: if that is for other programs, "
            + (rest.Count == 0 ? "choose others with --ports" : $"leave them out with --ports {rest}");
    }

    private string? OfNodePorts()
    {
        int met = hasKubernetes ? pool.Ports.Count(s_nodePorts.Contains) : 0;
        return met == 0
            ? null
            : $"{met} ports of the pool may be NodePorts of Kubernetes ({s_nodePorts}), of which this host is a node: what is sent to a NodePort"
                + " goes elsewhere, although no program has it here: choose others with --ports";
    }

    private string? OfPrivileged()
    {
        PortRanges met = pool.Where(p => p < firstOfAll);
        if (met.Count == 0)
            return null;
        PortRanges rest = pool.Where(p => p >= firstOfAll);
        return $"{met.Count} port{(met.Count == 1 ? "" : "s")} of the pool ({met}) can be listened on by root alone: "
            + (rest.Count == 0 ? "choose others with --ports" : $"leave them out with --ports {rest}");
    }

    private static PortRanges Read(string text) => PortRanges.TryParse(text, out PortRanges? ranges) ? ranges : PortRanges.None;

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // A sandbox may keep /proc/sys from its guests.
            return "";
        }
    }
}

namespace PortManager.Server;

/// <summary>
/// How much of the daemon one client, or all of them, may take. The defaults are such that no honest lab meets them.
/// </summary>
public sealed record Limits
{
    internal const int MinLineLength = 600;
    internal const int MaxLineLength = 1024 * 1024;
    internal const int MinUnreadBytes = 1024 * 1024;

    /// <summary>Connections in all. Default (null): as many as there are file descriptors, less some in reserve. At least 1.</summary>
    public int? Connections { get; init; }

    /// <summary>Connections of one other host. Default: 256; at least 1.</summary>
    public int ConnectionsPerHost { get; init; } = 256;

    /// <summary>Ports of one connection. Default: 4,096; 1 to 65,535.</summary>
    public int PortsPerConnection { get; init; } = 4096;

    /// <summary>Ports of one user: the verified one where it is known. Default: 65,535, which is all; at least 1.</summary>
    public int PortsPerUser { get; init; } = ushort.MaxValue;

    /// <summary>Bytes of a request, without its line end. Default: 4,096 (SPEC section 2); 600 to 1,048,576.</summary>
    public int LineLength { get; init; } = 4096;

    /// <summary>Bytes that clients make the daemon keep, of all connections together: replies that they have not read, and parts of requests. Default: 64 MiB; at least 1 MiB.</summary>
    public long UnreadBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a request may take from its first byte to its line end. Default: 5 minutes; 1 second to a day.</summary>
    public TimeSpan LineAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with these limits, as a sentence; null when nothing is.</summary>
    public string? Problem()
    {
        if (Connections < 1 || ConnectionsPerHost < 1)
            return "a limit of connections is at least 1";
        if (PortsPerConnection is < 1 or > ushort.MaxValue || PortsPerUser is < 1 or > ushort.MaxValue)
            return "a limit of ports is 1 to 65535";
        if (LineLength is < MinLineLength or > MaxLineLength)
            return $"the limit of a line's length is {MinLineLength} to {MaxLineLength} bytes";
        if (UnreadBytes < MinUnreadBytes)
            return $"the limit of unread output is at least {MinUnreadBytes} bytes";
        if (LineAge < TimeSpan.FromSeconds(1) || LineAge > TimeSpan.FromDays(1))
            return "the limit of a line's age is 1 second to a day";
        return null;
    }
}

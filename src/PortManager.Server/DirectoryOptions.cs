using PortManager.Lab;

namespace PortManager.Server;

/// <summary>The directory to which the daemon publishes what it has allocated, for all hosts of a lab.</summary>
public sealed record DirectoryOptions
{
    /// <summary>Where the directory is, and how to sign in there.</summary>
    public required LabOptions Lab { get; init; }

    /// <summary>The name under which this host publishes. Default: the system's, up to its first dot.</summary>
    public string HostName { get; init; } = Environment.MachineName.Split('.')[0];

    /// <summary>How long what this host publishes stays after its last sign of life. Default: 10 s; 2 s to 10 minutes.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with these options, as a sentence that says what is expected; null when nothing is.</summary>
    public string? Problem()
    {
        if (LabKeys.ProblemOfHost(HostName) is { } problem)
            return $"the host name {problem}";
        if (Lease < TimeSpan.FromSeconds(2) || Lease > TimeSpan.FromMinutes(10))
            return "the lease of the directory is out of range: give 2 seconds to 10 minutes";
        return Lab.Problem();
    }
}

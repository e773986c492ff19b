namespace PortManager.Lab;

/// <summary>A host whose daemon publishes to the directory.</summary>
/// <param name="Name">The name under which it publishes.</param>
public sealed record LabHost(string Name)
{
    /// <summary>The version of its daemon.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its network addresses.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The port on which its daemon listens.</summary>
    public int Port { get; init; }

    /// <summary>The port on which its daemon shows its page; null if other hosts cannot see one.</summary>
    public int? HttpPort { get; init; }

    /// <summary>The ports that it gives out, as ranges separated by commas.</summary>
    public string Pool { get; init; } = "";

    /// <summary>When its daemon started, by its clock.</summary>
    public DateTimeOffset Started { get; init; }
}

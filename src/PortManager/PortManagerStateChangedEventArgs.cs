namespace PortManager;

/// <summary>What has changed for a client, and why.</summary>
/// <param name="change">What has changed.</param>
/// <param name="reason">Why, as a sentence or a phrase for people.</param>
/// <param name="allocation">The port that is lost; null for another change.</param>
public sealed class PortManagerStateChangedEventArgs(PortManagerStateChange change, string reason, PortAllocation? allocation = null) : EventArgs
{
    /// <summary>What has changed.</summary>
    public PortManagerStateChange Change { get; } = change;

    /// <summary>Why, for people: the port manager's own text if it refused a claim, else a phrase.</summary>
    public string Reason { get; } = reason;

    /// <summary>
    /// If a port is lost: the port, the service name that was requested, and the user. Null for another change.
    /// </summary>
    public PortAllocation? Allocation { get; } = allocation;
}

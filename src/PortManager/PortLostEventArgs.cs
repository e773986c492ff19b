namespace PortManager;

/// <summary>A port that the client held, and could not claim again after its connection dropped.</summary>
public sealed class PortLostEventArgs : EventArgs
{
    internal PortLostEventArgs(PortAllocation allocation, string reason)
    {
        Allocation = allocation;
        Reason = reason;
    }

    /// <summary>The port, the service name that was requested, and the user.</summary>
    public PortAllocation Allocation { get; }

    /// <summary>Why the port is lost: the port manager's own text if it refused the claim, else a phrase.</summary>
    public string Reason { get; }
}

namespace PortManager;

/// <summary>A port that this client held, and that it could not have again after its connection dropped.</summary>
public sealed class PortLostEventArgs : EventArgs
{
    internal PortLostEventArgs(PortAllocation allocation, string reason)
    {
        Allocation = allocation;
        Reason = reason;
    }

    /// <summary>The port, the name of the service as it was asked for, and the user.</summary>
    public PortAllocation Allocation { get; }

    /// <summary>Why it is lost: the port manager's own text when it refused, else a phrase.</summary>
    public string Reason { get; }
}

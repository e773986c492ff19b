namespace PortManager.Server;

/// <summary>What is done where the user that a client claims to be is not the one that the kernel says it is.</summary>
public enum IdentityMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>The port is given, and the log and the status show both.</summary>
    Warn,

    /// <summary>The request is refused; root may claim to be anyone.</summary>
    Enforce,
}

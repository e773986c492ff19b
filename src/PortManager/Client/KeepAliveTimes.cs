namespace PortManager.Client;

/// <summary>The TCP keep-alive settings of a connection. They detect a host that crashed or was cut off after about a minute.</summary>
internal static class KeepAliveTimes
{
    /// <summary>How long the connection is idle before the first probe.</summary>
    public const int IdleSeconds = 30;

    /// <summary>The time between two probes.</summary>
    public const int IntervalSeconds = 10;

    /// <summary>How many unanswered probes close the connection.</summary>
    public const int Count = 3;
}

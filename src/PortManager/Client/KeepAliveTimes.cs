namespace PortManager.Client;

/// <summary>How a connection is probed when it is silent: a host that vanished without a word is noticed after about a minute.</summary>
internal static class KeepAliveTimes
{
    /// <summary>Silence before the first probe.</summary>
    public const int IdleSeconds = 30;

    /// <summary>Between two probes.</summary>
    public const int IntervalSeconds = 10;

    /// <summary>How many probes without an answer.</summary>
    public const int Count = 3;
}

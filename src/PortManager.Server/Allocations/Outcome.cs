namespace PortManager.Server.Allocations;

/// <summary>What came of a request: a port, or why there is none.</summary>
internal readonly record struct Outcome(int Port, string? Refusal)
{
    public static implicit operator Outcome(int port) => new(port, null);

    public static Outcome Refused(string reason) => new(0, reason);
}

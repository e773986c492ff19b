namespace PortManager.Server.Allocations;

/// <summary>What came of a request: a port, or why there is none.</summary>
/// <param name="Port">The port; 0 where there is none.</param>
/// <param name="Refusal">The reason as a sentence; null where there is a port.</param>
/// <param name="Reason">What kind of reason it is.</param>
internal readonly record struct Outcome(int Port, string? Refusal, RefusalReason Reason = default)
{
    public static implicit operator Outcome(int port) => new(port, null);

    public static Outcome Refused(RefusalReason reason, string sentence) => new(0, sentence, reason);
}

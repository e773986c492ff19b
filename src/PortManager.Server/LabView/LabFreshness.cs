namespace PortManager.Server.LabView;

/// <summary>How far what is shown of the lab is true.</summary>
/// <param name="State">connecting (nothing is known yet), current, or away (etcd does not answer).</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="AsOf">When etcd answered last; null if it never did.</param>
/// <param name="Problem">Why it cannot be read, as a phrase; null if it can.</param>
internal sealed record LabFreshness(string State, DateTimeOffset Since, DateTimeOffset? AsOf, string? Problem)
{
    public const string Connecting = "connecting";
    public const string Current = "current";
    public const string Away = "away";
}

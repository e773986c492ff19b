namespace PortManager.Server.Allocations;

/// <summary>How many ports each user holds, and who may have no more.</summary>
internal sealed class PortQuota(Limits limits)
{
    private readonly Dictionary<(long? Owner, string? Name), int> _held = [];

    /// <summary>Why a holder gets no further port for a user; null when he does.</summary>
    public Outcome? Refuse(Holder holder, string user) =>
        RefuseConnection(holder)
        ?? (_held.GetValueOrDefault(KeyOf(holder, user)) >= limits.PortsPerUser
            ? Outcome.Refused(RefusalReason.UserQuota, $"{user} holds {limits.PortsPerUser} ports, which is the limit")
            : null);

    /// <summary>Why a holder gets no port that is its user's already; null when it does.</summary>
    public Outcome? RefuseConnection(Holder holder) => holder.Count >= limits.PortsPerConnection
        ? Outcome.Refused(RefusalReason.ConnectionQuota, $"this connection holds {holder.Count} ports, which is the limit")
        : null;

    /// <summary>Counts an allocation that its holder has got (1), or is about to lose (-1).</summary>
    public void Count(Allocation allocation, int change)
    {
        (long?, string?) key = KeyOf(allocation.Holder, allocation.User);
        int count = _held.GetValueOrDefault(key) + change;
        if (count == 0)
            _held.Remove(key);
        else
            _held[key] = count;
    }

    // The verified user where he is known: under another name he does not get more.
    private static (long? Owner, string? Name) KeyOf(Holder holder, string user) =>
        holder.Owner is { } owner ? (owner, null) : (null, user);
}

using System.Runtime.InteropServices;

namespace PortManager.Server.Allocations;

/// <summary>How many ports each user holds, and which users may have no more.</summary>
internal sealed class PortQuota(Limits limits)
{
    // By the verified user if it is known: another name does not give more ports.
    private readonly Dictionary<long, int> _heldByOwner = [];
    private readonly Dictionary<string, int> _heldByName = [];

    /// <summary>Why a holder gets no further port for a user; null if it gets one.</summary>
    public Outcome? Refuse(Holder holder, string user) =>
        RefuseConnection(holder)
        ?? (Held(holder, user) >= limits.PortsPerUser
            ? Outcome.Refused(RefusalReason.UserQuota, $"{user} holds {limits.PortsPerUser} ports, which is the limit")
            : null);

    /// <summary>Why a holder gets no port that is its user's already; null when it does.</summary>
    public Outcome? RefuseConnection(Holder holder) => holder.Count >= limits.PortsPerConnection
        ? Outcome.Refused(RefusalReason.ConnectionQuota, $"this connection holds {holder.Count} ports, which is the limit")
        : null;

    /// <summary>Counts an allocation that its holder has got (1), or is about to lose (-1).</summary>
    public void Count(Allocation allocation, int change)
    {
        if (allocation.Holder.Owner is { } owner)
            Count(_heldByOwner, owner, change);
        else
            Count(_heldByName, allocation.User, change);
    }

    private int Held(Holder holder, string user) =>
        holder.Owner is { } owner ? _heldByOwner.GetValueOrDefault(owner) : _heldByName.GetValueOrDefault(user);

    private static void Count<TKey>(Dictionary<TKey, int> held, TKey key, int change)
        where TKey : notnull
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(held, key, out _);
        count += change;
        if (count == 0)
            held.Remove(key);
    }
}

namespace PortManager.Server.Allocations;

/// <summary>Someone who holds ports, for as long as he is there: a connection.</summary>
internal abstract class Holder
{
    private Dictionary<int, Allocation>? _held;

    /// <summary>A number that no other holder has, since the state folder was new.</summary>
    public abstract long Id { get; }

    /// <summary>The user id of the holder's process, from the kernel; null where that does not tell.</summary>
    public abstract long? Owner { get; }

    /// <summary>Where in the holder's input the request begins that is being carried out, in bytes.</summary>
    public abstract long RequestPosition { get; }

    /// <summary>Whether the peer is gone for good, although that has not been handled yet.</summary>
    public abstract bool HasLeft { get; }

    public int Count => _held?.Count ?? 0;

    public bool HoldsPorts => Count > 0;

    /// <summary>A copy, so that ports can be given back while one goes through it.</summary>
    public Allocation[] Held => _held is null ? [] : [.. _held.Values];

    public bool Holds(int port) => _held is not null && _held.ContainsKey(port);

    public void Add(Allocation allocation) => (_held ??= []).Add(allocation.Port, allocation);

    public void Remove(Allocation allocation) => _held!.Remove(allocation.Port);
}

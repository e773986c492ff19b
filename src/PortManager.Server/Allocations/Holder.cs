namespace PortManager.Server.Allocations;

/// <summary>Whatever holds ports: a connection, or an orphan left by a restart.</summary>
internal abstract class Holder
{
    // Linked through the allocations: nearly every holder has one port, and comes and goes with it.
    private Allocation? _first;
    private Allocation? _last;

    /// <summary>A number that no other holder has had since the state folder was new.</summary>
    public abstract long Id { get; }

    /// <summary>The user id of the holder's process, from the kernel; null if the kernel does not tell.</summary>
    public abstract long? Owner { get; }

    /// <summary>Where in the holder's input the request begins that is being carried out, in bytes.</summary>
    public abstract long RequestPosition { get; }

    /// <summary>Whether it is gone, although its ports have not been released yet.</summary>
    public abstract bool HasLeft { get; }

    public int Count { get; private set; }

    public bool HoldsPorts => Count > 0;

    /// <summary>A copy, oldest first, so that ports can be released while a caller goes through it.</summary>
    public Allocation[] Held
    {
        get
        {
            var held = new Allocation[Count];
            Allocation? next = _first;
            for (int i = 0; i < held.Length; i++)
            {
                held[i] = next!;
                next = next!.NextOfHolder;
            }

            return held;
        }
    }

    public void Add(Allocation allocation)
    {
        allocation.PreviousOfHolder = _last;
        if (_last is null)
            _first = allocation;
        else
            _last.NextOfHolder = allocation;
        _last = allocation;
        Count++;
    }

    public void Remove(Allocation allocation)
    {
        (Allocation? previous, Allocation? next) = (allocation.PreviousOfHolder, allocation.NextOfHolder);
        if (previous is null)
            _first = next;
        else
            previous.NextOfHolder = next;
        if (next is null)
            _last = previous;
        else
            next.PreviousOfHolder = previous;
        allocation.PreviousOfHolder = allocation.NextOfHolder = null;
        Count--;
    }
}

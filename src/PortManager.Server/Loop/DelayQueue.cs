using System.Diagnostics.CodeAnalysis;

namespace PortManager.Server.Loop;

/// <summary>Things that are due a certain time after they were added; the time is the same for all, so they are due in order.</summary>
/// <param name="delay">The time, in milliseconds.</param>
internal sealed class DelayQueue<T>(long delay)
{
    private readonly Queue<(T Item, long Due)> _items = new();

    /// <summary>When the first is due; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDue => _items.TryPeek(out (T, long Due) first) ? first.Due : long.MaxValue;

    public void Add(T item, long now) => _items.Enqueue((item, now + delay));

    /// <summary>Takes the next one that is due.</summary>
    public bool TryTake(long now, [MaybeNullWhen(false)] out T item)
    {
        if (_items.TryPeek(out (T Item, long Due) first) && first.Due <= now)
        {
            item = _items.Dequeue().Item;
            return true;
        }

        item = default;
        return false;
    }
}

using PortManager.Server.Allocations;
using PortManager.Server.Sessions;

namespace PortManager.Server.Loop;

/// <summary>Tells the connections that watch of each change, some of them in each turn.</summary>
internal sealed class Watchers(ChangeLog changes)
{
    private const int MaxPerTurn = 256;
    private const int MaxBytes = 16 * 1024;

    private readonly HashSet<Channel> _all = [];
    private readonly Queue<Channel> _due = new();

    /// <summary>Whether some have to be told something.</summary>
    public bool HasWork => _due.Count > 0;

    public void Add(Channel channel)
    {
        if (_all.Add(channel))
            AddIfBehind(channel);
    }

    public void Remove(Channel channel) => _all.Remove(channel);

    /// <summary>Takes the changes of a turn.</summary>
    public void Add(IReadOnlyList<Change> latest)
    {
        if (_all.Count == 0)
        {
            changes.Skip(latest.Count);
            return;
        }

        changes.Add(latest);
        foreach (Channel channel in _all)
            AddIfBehind(channel);
    }

    /// <summary>Has a connection told what it has not been told, if there is something.</summary>
    public void AddIfBehind(Channel channel)
    {
        Watch watch = channel.Session.Watch!;
        if (watch.Position >= changes.Last || watch.IsDue)
            return;
        watch.IsDue = true;
        _due.Enqueue(channel);
    }

    /// <summary>Tells those whose turn it is. One that has not read what it was told before is told when it has.</summary>
    public void Tell()
    {
        for (int left = Math.Min(_due.Count, MaxPerTurn); left > 0; left--)
        {
            Channel channel = _due.Dequeue();
            channel.Session.Watch!.IsDue = false;
            if (channel.CanBeTold)
                channel.TellChanges(changes, MaxBytes);
        }
    }
}

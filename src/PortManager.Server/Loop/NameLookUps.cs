using PortManager.Server.Connections;
using PortManager.Server.Identity;

namespace PortManager.Server.Loop;

/// <summary>The connections whose requests wait for the name of a user or of a host. Each waits for half a second at the most.</summary>
internal sealed class NameLookUps(EventLoop loop, UserNames users, ReverseDns hosts)
{
    private const int TimeoutMilliseconds = 500;

    private readonly DelayQueue<(Channel Channel, int Suspension)> _waiting = new(TimeoutMilliseconds);

    /// <summary>When the next one times out, in milliseconds of the loop's clock.</summary>
    public long NextDue => _waiting.NextDue;

    /// <summary>Asks for the name that a connection's request waits for, and lets the request go on when there is an answer.</summary>
    public void Ask(Channel channel)
    {
        int suspension = channel.Suspensions;
        Connection connection = channel.Connection;
        _waiting.Add((channel, suspension), loop.Clock.Now);
        if (connection.IsLocal)
            users.Ask(connection.Owner!.Value, () => loop.Post(() => Resume(channel, suspension)));
        else
            hosts.Ask(connection.Address!, name => loop.Post(() => Resume(channel, suspension, name)));
    }

    /// <summary>Lets the requests go on that have waited long enough.</summary>
    public void TimeOut(long now)
    {
        while (_waiting.TryTake(now, out (Channel Channel, int Suspension) waiting))
            Resume(waiting.Channel, waiting.Suspension);
    }

    private void Resume(Channel channel, int suspension, string? host = null)
    {
        if (!channel.IsSuspended || channel.Suspensions != suspension)
            return;
        Connection connection = channel.Connection;
        connection.HasNameTimedOut = true;
        connection.HostName ??= host ?? connection.Address?.ToString();
        loop.Resume(channel);
    }
}

using System.Net;
using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Server.Loop;

/// <summary>Tells systemd that the daemon is ready and alive, and goes on storing connections when systemd reads again.</summary>
internal sealed class SystemdLink : IEventHandler
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(100);

    private readonly EventLoop _loop;
    private readonly NotifySocket _systemd;

    private SystemdLink(EventLoop loop, NotifySocket systemd)
    {
        _loop = loop;
        _systemd = systemd;
    }

    /// <summary>Says that the daemon is ready, and from here on that it is alive, if systemd wants to hear.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="systemd">systemd's socket.</param>
    /// <param name="service">Where the daemon listens.</param>
    public static void Open(EventLoop loop, NotifySocket systemd, IPEndPoint service)
    {
        var link = new SystemdLink(loop, systemd);
        loop.Poller.Add(systemd.Descriptor, Epoll.Writable | Epoll.EdgeTriggered, link);
        link.Say("READY=1");
        if (Watchdog.Interval is { } interval)
            new WatchdogProbe(loop, service, interval, () => systemd.Notify("WATCHDOG=1")).Start();
    }

    public void OnReady(uint events) => _loop.State.Store?.Continue(_loop.Clock.Now);

    private void Say(string message)
    {
        if (_systemd.Notify(message) == NotifyResult.Full)
            _loop.Timers.Once(s_retryInterval, _loop.Clock.Now, () => Say(message));
    }
}

using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Files;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Lab;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Loop;
using PortManager.Server.Native;
using PortManager.Server.Pool;
using PortManager.Server.Recovery;
using PortManager.Server.Sessions;
using PortManager.Server.Status;
using PortManager.Server.Systemd;
using PortManager.Server.Web;

namespace PortManager.Server.Hosting;

/// <summary>The parts of the daemon, put together, started and stopped.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    // Together well below the second in which the daemon ends.
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_lastWordsTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    // Somebody may overwrite them, and systemd-tmpfiles deletes what is old below /var/tmp.
    private static readonly TimeSpan s_filesInterval = TimeSpan.FromSeconds(10);

    private readonly PortManagerServerOptions _options;
    private readonly DaemonListeners _listeners;
    private readonly StateFolder? _folder;
    private readonly OperatorConsole _console;
    private readonly LogFile _logFile;
    private readonly ILogger _log;
    private readonly JournalFile? _journal;
    private readonly Registry _registry;
    private readonly ConnectionHandover _handover;
    private readonly IReadOnlyList<Connection> _denied;
    private readonly UsageHistory _history;
    private readonly DaemonMetrics _metrics = new(TimeProvider.System);
    private readonly PublishedFiles _files;
    private readonly WebServer? _web;
    private readonly DaemonDirectory? _directory;
    private readonly EventLoop _loop;
    private readonly LastResort _lastResort;
    private volatile bool _isServing;

    private Daemon(
        PortManagerServerOptions options, DaemonListeners listeners, InheritedDescriptors inherited, StateFolder? folder, OperatorConsole console)
    {
        _options = options;
        _listeners = listeners;
        _folder = folder;
        _console = console;
        _lastResort = new LastResort(console);
        _logFile = new LogFile(options.LogFile, console, TimeProvider.System);
        var loggers = new LogFileProvider(_logFile);
        console.Log = _log = loggers.Logger;

        TimeProvider time = TimeProvider.System;
        var probe = new BindProbe(options.Ports);
        var pool = new PortPool(options.Ports, listeners.Ports, probe);
        var protectedNames = new ProtectedNames(options.Protected);
        var identity = new PeerIdentity(options.LocalNetworks);
        var listened = new ListenedPorts(probe);
        _journal = folder is null ? null : JournalFile.Open(folder.Path, console.Warn, time, SystemBoot.Id(), folder.Claim);
        _registry = new Registry(pool, options.Duplicates, options.Limits, time, protectedNames.Covers, _journal?.Memory);
        _handover = ConnectionHandover.Create(inherited, _journal, identity, _log, console.Warn);
        var users = new UserNames(time);
        var table = new ConnectionTable(
            DescriptorBudget.Connections(options.Limits.Connections), options.Limits.ConnectionsPerHost, options.Limits.UnreadBytes);
        TakeOver? takeOver = options.TakeOverFile is { } former ? new TakeOver(former, folder?.Path, users, _log, console.Warn) : null;
        var restore = new StartRestore(_registry, table, _journal, _handover, folder?.Path, users, protectedNames, takeOver, time, _log);
        var facts = new DaemonFacts(options, listeners.EndPoints(_handover.PreservesConnections), table.Max, restore.Run(listened, listeners.Ports), time.GetUtcNow());
        _denied = restore.Denied;

        var recent = new RecentEvents(time);
        var events = new EventLog(_log, recent, _metrics, time);
        events.Attach(pool);
        _history = new UsageHistory(_registry, _metrics, time);
        var listings = new Listings(_registry, users.LastKnown);
        DirectoryState? directory = options.Directory is { } lab ? new DirectoryState(lab.HostName, time) : null;
        var status = new StatusReport(facts, _registry, pool, table, _handover.Store, _journal, listened, users, time) { Directory = directory };
        _files = new PublishedFiles(options, AllocationsOfAnyThread, console.Warn);
        _web = options.Http.IsOn ? new WebServer(loggers, _log) : null;
        var state = new LoopState
        {
            Limits = options.Limits,
            Pool = pool,
            Registry = _registry,
            Listings = listings,
            Journal = _journal,
            Connections = table,
            Store = _handover.Store,
            Identity = identity,
            Listened = listened,
            Executor = new RequestExecutor(_registry, listings, new IdentityRule(options.Identity, protectedNames, users, listened), status, events),
            Status = status,
            Events = events,
            Recent = recent,
            Metrics = _metrics,
            Users = users,
            Hosts = new ReverseDns(),
            MayBeHttp = options.Http is { IsOn: true, Listen: null },
            WhenChanged = Changed,
        };
        _loop = new EventLoop(state, _web, time, _log);
        if (directory is not null)
            _directory = new DaemonDirectory(options, listeners, folder?.Path, _loop, users, new DirectoryReport(directory, _log));
        _web?.Show(new WebSources(_loop, facts, _metrics, recent, _history, users, new ListenedPorts(new BindProbe(options.Ports))));
    }

    /// <summary>Puts the daemon together.</summary>
    /// <exception cref="StateFolderInUseException">Another daemon runs on the same state folder.</exception>
    /// <exception cref="ListenException">Another daemon of this host gives out the same ports, or writes the same files.</exception>
    public static Daemon Create(PortManagerServerOptions options, DaemonListeners listeners, InheritedDescriptors inherited)
    {
        var console = new OperatorConsole();
        StateFolder? folder = FormerDaemon.Outlive(() => StateFolder.Open(options.StateFolder, listeners.Port, console.Warn));
        if (Neighbours.Ask().Select(n => n.ConflictWith(Self())).FirstOrDefault(conflict => conflict is not null) is { } conflict)
        {
            folder?.Dispose();
            throw new ListenException(conflict);
        }

        var daemon = new Daemon(options, listeners, inherited, folder, console);
        if (Neighbours.Open(console.Warn) is { } descriptor)
            daemon._loop.Poller.Add(descriptor, Epoll.Readable, new NeighbourAnswer(descriptor, Self));
        return daemon;

        // Mostly nobody asks, and to put a pool into words takes a while.
        NeighbourDaemon Self() => NeighbourDaemon.Of(
            string.Join(" and ", listeners.Lines.Select(l => l.EndPoint)), options.Ports, DaemonFiles.Of(options));
    }

    /// <summary>Serves, on the thread that calls it, until it is stopped.</summary>
    public void Serve(CancellationToken stop)
    {
        string cause = "request";
        DaemonSignals.Handle(Refresh, Stop, stop);
        _listeners.Open(_loop);
        foreach (Adopted adopted in _handover.Adopted)
            _loop.Adopt(adopted);
        foreach (Connection denied in _denied)
            _loop.Close(denied);
        _log.Started(Product.Title, _options.Ports.ToString(), string.Join(" and ", _loop.State.Status.Facts.EndPoints.Listen));
        StartTimers();
        _directory?.Start();
        _isServing = true;
        _files.Write(_listeners.Port, Announce);
        _loop.Run();
        DaemonSignals.Ignore();
        _lastResort.LoopHasEnded();
        _isServing = false;
        _log.Stopped(cause);

        void Stop(string why)
        {
            cause = why;
            _lastResort.Arm();
            _loop.Stop();
        }
    }

    /// <summary>Ends the service in good order.</summary>
    public async Task StopAsync()
    {
        TimeSpan deleteTimeout = _files.Finish(s_lastWordsTimeout) ? s_stopTimeout : s_lastWordsTimeout;
        // What connections hold when the daemon ends stays in the journal: nobody is told that it is free.
        _journal?.Dispose();
        if (!_handover.PreservesConnections)
        {
            _files.DeletePort(deleteTimeout);
            if (_web is not null)
                await _web.StopAsync(s_stopTimeout);
            foreach (Connection connection in _loop.State.Connections.Open.Where(c => !c.IsHttp).ToArray())
                InheritedDescriptors.Close(connection.Descriptor);
        }

        // Else the port file stays: a client that looks for it meanwhile is served by the next daemon.
        _files.FinishUsage(s_lastWordsTimeout);
        _files.DeletePid(deleteTimeout);
        _logFile.Finish(s_lastWordsTimeout);
        _console.Finish(s_lastWordsTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        // Preserved connections stay open to the very end of the process.
        if (_directory is not null)
            await _directory.DisposeAsync();
        if (!_handover.PreservesConnections)
        {
            if (_web is not null)
                await _web.DisposeAsync();
            _handover.Dispose();
            _loop.Dispose();
        }

        _metrics.Dispose();
        _files.Dispose();
        _logFile.Dispose();
        _console.Dispose();
        _folder?.Dispose();
        _lastResort.Dispose();
    }

    private void StartTimers()
    {
        long now = _loop.Clock.Now;
        MaintenanceTimers timers = _loop.Timers;
        timers.Every(s_second, now, ExpirePartialRequests);
        timers.Every(s_second, now, () => _loop.ReleaseClosed(null));
        timers.Every(s_second, now, _loop.State.Events.EndMinute);
        timers.Every(s_retryInterval, now, _loop.State.Pool.RetryBusy);
        if (_journal is not null)
        {
            timers.Every(s_retryInterval, now, _journal.Retry);
            timers.Every(s_second, now, _journal.Restore);
            timers.Every(s_second, now, () => _journal.IsInOwnFolder = _folder!.Restore());
        }

        _history.Take();
        timers.Every(UsageHistory.Interval, now, _history.Take);
        timers.Every(UsageHistory.Interval, now, _metrics.ForgetReader);
        timers.Every(s_filesInterval, now, _files.Restore);
        timers.Every(HeapTrimmer.Interval, now, new HeapTrimmer().Trim);
        timers.Once(ProgramPages.Delay, now, ProgramPages.Release);
        timers.Every(s_second, now, _loop.ListGrace);
        timers.Once(_options.Grace, now, EndGrace);
    }

    private void Changed(IReadOnlyList<Change> changes)
    {
        _files.AskForUsage();
        _directory?.Add(changes);
    }

    private void EndGrace()
    {
        _loop.ListGrace();
        _registry.EndGrace();
    }

    private void ExpirePartialRequests()
    {
        long oldest = _loop.Clock.Now - (long)_options.Limits.LineAge.TotalMilliseconds;
        foreach (Connection connection in _loop.State.Connections.Open.Where(c => c.PartialSince != 0 && c.PartialSince <= oldest).ToArray())
            (_loop.Poller.HandlerOf(connection.Descriptor) as Channel)?.Expire();
    }

    private PortAllocation[] Allocations() => [.. _registry.InOrder.Select(a => new PortAllocation(a.Port, a.Service, a.User))];

    /// <summary>Asks the loop while it runs. Before and after, nothing changes, and every thread may look.</summary>
    private PortAllocation[]? AllocationsOfAnyThread()
    {
        try
        {
            return !_isServing ? Allocations() : _loop.AskAsync(Allocations).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Says that the daemon serves: on a thread of its own, since clients need not wait for that.</summary>
    private void Announce()
    {
        _logFile.Start();
        foreach (string warning in PoolWarnings.Of(_options.Ports).All)
            _console.Warn(warning);
        if (Listeners.Warning(_options.Listen, _listeners.Lines, PortManagerServerOptions.DefaultPort) is { } ignored)
            _console.Warn(ignored);
        if (_listeners.Warning is { } missing)
            _console.Warn(missing);
        _ = SayWhereItIsAsync();
        if (_handover.Systemd is { } systemd)
            _loop.Post(() => SystemdLink.Open(_loop, systemd, _listeners.Reachable));
    }

    private async Task SayWhereItIsAsync()
    {
        // Until the log is open it is not known where it is.
        string? log = await _logFile.Opened.ConfigureAwait(false);
        foreach (string line in Whereabouts.Lines(_options, _loop.State.Status.Facts.EndPoints.Listen, _listeners.WebAddress, log, _files.Paths, _folder?.Path))
            _console.Say(line);
    }

    private void Refresh()
    {
        _logFile.Reopen(_log.Reopened);
        _files.Restore();
    }
}

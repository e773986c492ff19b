using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Files;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Native;
using PortManager.Server.Pool;
using PortManager.Server.Recovery;
using PortManager.Server.Status;
using PortManager.Server.Systemd;
using PortManager.Server.Web;

namespace PortManager.Server.Hosting;

/// <summary>The parts of the daemon, put together.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    /// <summary>Descriptors for all that is no connection: the runtime, listeners, files, probes, and those being refused.</summary>
    private const int DescriptorsInReserve = 64;

    /// <summary>What a build that is not native needs on top: two for each assembly, some 120 in all.</summary>
    private const int DescriptorsForAssemblies = 128;

    // Together well below the second in which the daemon ends.
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_lastWordsTimeout = TimeSpan.FromMilliseconds(100);

    private readonly PortManagerServerOptions _options;
    private readonly IReadOnlyList<Socket> _listeners;
    private readonly IReadOnlyList<Socket> _webListeners;
    private readonly Notices _notices;
    private readonly StateFolder? _state;
    private readonly LogFile _logFile;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _log;
    private readonly JournalFile? _journal;
    private readonly SharedRegistry _registry;
    private readonly PeerIdentity _identity;
    private readonly UserNames _users = new(TimeProvider.System);
    private readonly PortPool _pool;
    private readonly ListenedPorts _listened;
    private readonly Survival _survival;
    private readonly ConnectionTable _table;
    private readonly DaemonMetrics _metrics = new(TimeProvider.System);
    private readonly RecentEvents _recent;
    private readonly EventLog _events;
    private readonly UsageHistory _history;
    private readonly StatusReport _status;
    private readonly UsageFile _usageFile;
    private readonly PublishedFile _portFile;
    private readonly PublishedFile _pidFile;
    private readonly WebApplication _host;

    private Daemon(
        PortManagerServerOptions options,
        (IReadOnlyList<Socket> Lines, IReadOnlyList<Socket> Http) listeners,
        Inheritance inherited,
        StateFolder? state,
        Notices notices)
    {
        _options = options;
        _listeners = listeners.Lines;
        _webListeners = listeners.Http;
        _state = state;
        _notices = notices;
        _logFile = new LogFile(options.LogFile, notices, TimeProvider.System);
        _loggers = LoggerFactory.Create(ConfigureLogging);
        notices.Log = _log = _loggers.CreateLogger<Daemon>();

        var probe = new BindProbe();
        _pool = new PortPool(options.Ports, OwnPorts, probe);
        _registry = new SharedRegistry(new Registry(_pool, options.Duplicates, options.Limits, TimeProvider.System), _pool);
        _identity = new PeerIdentity(options.LocalNetworks);
        _listened = new ListenedPorts(_identity, probe);
        _journal = state is null ? null : JournalFile.Open(state.Path, notices, TimeProvider.System);
        _survival = Survival.Create(inherited, _journal, _identity, _loggers, notices);
        int descriptors = Math.Max(1, Descriptors.RaiseLimit() - Reserve);
        _table = new ConnectionTable(
            Math.Min(descriptors, options.Limits.Connections ?? descriptors), options.Limits.ConnectionsPerHost, options.Limits.UnreadBytes);
        RestartFigures restarts = Recover();
        _recent = new RecentEvents(TimeProvider.System);
        _events = new EventLog(_log, _recent, _metrics);
        _events.Attach(_registry, _pool);
        _history = new UsageHistory(_registry, _metrics, TimeProvider.System);
        _status = new StatusReport(_options, Places, _registry, _pool, _table, _journal, _listened, _users, restarts, TimeProvider.System);

        _usageFile = new UsageFile(options.UsageFile, _registry, notices);
        _portFile = new PublishedFile("port file", options.PortFile, notices);
        _pidFile = new PublishedFile("pid file", options.PidFile, notices);
        _host = KestrelHost.Build(listeners, options.Http is { IsOn: true, Listen: null }, ConfigureLogging, AddServices);
    }

    // A native program is not given a list of assemblies; RuntimeFeature gives the same answer for both.
    private static int Reserve => AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null
        ? DescriptorsInReserve
        : DescriptorsInReserve + DescriptorsForAssemblies;

    /// <summary>Puts the daemon together.</summary>
    /// <exception cref="StateFolderInUseException">Another daemon runs on the same state folder.</exception>
    public static Daemon Create(
        PortManagerServerOptions options, (IReadOnlyList<Socket> Lines, IReadOnlyList<Socket> Http) listeners, Inheritance inherited)
    {
        var notices = new Notices();
        return new Daemon(
            options, listeners, inherited, StateFolder.Open(options.StateFolder, PortOf(listeners.Lines[0]), notices), notices);
    }

    public async Task ServeAsync(CancellationToken stop)
    {
        using var signals = new StopSignals(Refresh, stop);
        await _host.StartAsync(CancellationToken.None);
        string listen = string.Join(" and ", _status.Places.Listen);
        _log.Started(Product.Title, _options.Ports.ToString(), listen);
        _usageFile.Write();
        _pidFile.Write(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        _portFile.Write(string.Create(CultureInfo.InvariantCulture, $"{PortOf(_listeners[0])}\n"));
        if (EphemeralPorts.Warning(_options.Ports) is { } warning)
            _notices.Warn(warning);
        if (Listeners.Warning(_options.Listen, _listeners) is { } ignored)
            _notices.Warn(ignored);
        Task announced = AnnounceAsync(listen);
        using var serving = new CancellationTokenSource();
        Task watchdog = TellSystemdAsync(serving.Token);
        using (new Chores(_registry, _journal, _listened, _table, _history, _metrics, _options, RestoreFiles, TimeProvider.System))
            _log.Stopped(await signals.Cause);
        _host.Lifetime.StopApplication();
        await serving.CancelAsync();
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // Kestrel closes its connections in a way that the peer sees, although systemd has a copy. It then serves to the very end.
        if (!_survival.KeepsConnections)
        {
            await _host.DisposeAsync();
            _survival.Dispose();
            _identity.Dispose();
        }

        _metrics.Dispose();
        _journal?.Dispose();
        _usageFile.Dispose();
        _loggers.Dispose();
        _logFile.Dispose();
        _notices.Dispose();
        _state?.Dispose();
    }

    private IEnumerable<int> OwnPorts => _listeners.Concat(_webListeners).Where(IsTcp).Select(PortOf);

    private static bool IsTcp(Socket listener) => listener.LocalEndPoint is IPEndPoint;

    private static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private DaemonPlaces Places
    {
        get
        {
            string[] listen = [.. _listeners.Select(l => l.LocalEndPoint!.ToString()!)];
            string[] http = [.. _webListeners.Select(l => l.LocalEndPoint!.ToString()!)];
            return new DaemonPlaces(listen, http.Length > 0 ? http : _options.Http.IsOn ? listen : [], _survival.KeepsConnections);
        }
    }

    /// <summary>What to type into a browser; null where there is no web page.</summary>
    private string? WebAddress
    {
        get
        {
            if (!_options.Http.IsOn)
                return null;
            var web = (IPEndPoint)(_webListeners.Count > 0 ? _webListeners : _listeners)[0].LocalEndPoint!;
            bool isEverywhere = web.Address.Equals(IPAddress.Any) || web.Address.Equals(IPAddress.IPv6Any);
            return isEverywhere ? $"http://{Environment.MachineName}:{web.Port}/" : $"http://{web}/";
        }
    }

    private RestartFigures Recover()
    {
        AllocationRecord[] held = [.. _journal?.Held ?? []];
        _table.StartNumbersAfter(held.Select(r => r.Connection).Append(_survival.LastNumber).Max());
        if (_journal is null)
            return default;
        Dictionary<long, Adopted> adopted = _survival.Adopted.ToDictionary(a => a.Connection.Id);
        AllocationJournal.Attach(_registry, _journal);
        Recovered recovered = _registry.Exclusively(
            registry => Recovery.Recovery.Restore(registry, held, adopted, OthersListen, _journal));
        _journal.Commit();
        foreach (long owner in held.Select(r => r.Owner).OfType<long>().Distinct())
            _users.Prepare(owner);
        if (held.Length > 0)
            _log.Recovered(recovered.Adopted, recovered.Orphaned, recovered.Reserved);
        long survived = RestartCount.Read(_state?.Path, held.Length > 0);
        return new RestartFigures(survived, recovered.Adopted, recovered.Orphaned, recovered.Reserved);
    }

    // A port on which the daemon itself listens now is no server's any more.
    private Func<int, bool> OthersListen()
    {
        Func<int, bool> isListenedOn = _listened.Now();
        HashSet<int> own = [.. OwnPorts];
        return port => !own.Contains(port) && isListenedOn(port);
    }

    private void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.AddProvider(new LogFileProvider(_logFile));
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("PortManager", LogLevel.Information);
    }

    private void AddServices(IServiceCollection services) =>
        services.AddSingleton(_registry).AddSingleton(_table).AddSingleton(_identity)
            .AddSingleton(_survival.Store).AddSingleton(_survival.Waiting).AddSingleton(_options.Limits)
            .AddSingleton(new IdentityRule(_options.Identity, _users, _listened))
            .AddSingleton(_events).AddSingleton(_metrics)
            .AddSingleton(_status).AddWeb(_options.Http, _recent, _history, _users);

    private async Task TellSystemdAsync(CancellationToken stop)
    {
        if (_survival.Systemd is not { } systemd)
            return;
        systemd.Notify("READY=1");
        if (Watchdog.Interval is { } interval)
            await Watchdog.FeedAsync(systemd, Reachable((IPEndPoint)_listeners[0].LocalEndPoint!), interval, stop);
    }

    private static IPEndPoint Reachable(IPEndPoint listener) =>
        listener.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, listener.Port)
        : listener.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, listener.Port)
        : listener;

    private async Task AnnounceAsync(string listen)
    {
        string? log = await _logFile.Opened;
        _notices.Say($"{Product.Title} listens on {listen}");
        _notices.Say($"  pool        {_options.Ports} ({_options.Ports.Count} port{(_options.Ports.Count == 1 ? "" : "s")})");
        _notices.Say($"  web page    {WebAddress ?? "none"}");
        _notices.Say($"  log         {log ?? "none"}");
        _notices.Say($"  usage file  {_usageFile.Path ?? "none"}");
        _notices.Say($"  port file   {_portFile.Path ?? "none"}");
        _notices.Say($"  pid file    {_pidFile.Path ?? "none"}");
        _notices.Say($"  state       {_state?.Path ?? "none"}");
    }

    private void Refresh()
    {
        _logFile.Reopen(_log.Reopened);
        RestoreFiles();
    }

    private void RestoreFiles()
    {
        _usageFile.Restore();
        _pidFile.Restore();
        _portFile.Restore();
    }

    private async Task StopAsync()
    {
        if (_survival.KeepsConnections)
        {
            // The port file stays: who connects meanwhile is served by the next daemon, and has to find it.
            // Nothing may change any more that the journal does not have: whoever asks now is answered by the next daemon.
            _usageFile.Finish(s_lastWordsTimeout);
            _registry.Freeze();
            _journal?.Close(s_lastWordsTimeout);
        }
        else
        {
            _portFile.Delete();
            // The connections that end now are not to be forgotten: the next daemon takes over what it can. Nor may any get
            // what it would not know of.
            _registry.Close(() => _journal?.Close(s_lastWordsTimeout));
            using var patience = new CancellationTokenSource(s_stopTimeout);
            await _host.StopAsync(patience.Token);
            _usageFile.Finish(s_lastWordsTimeout);
        }

        _pidFile.Delete();
        _logFile.Finish(s_lastWordsTimeout);
        _notices.Finish(s_lastWordsTimeout);
    }
}

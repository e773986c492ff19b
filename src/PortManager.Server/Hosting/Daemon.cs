using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Files;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Native;
using PortManager.Server.Pool;

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
    private readonly Notices _notices = new();
    private readonly StateFolder? _state;
    private readonly LogFile _logFile;
    private readonly SharedRegistry _registry;
    private readonly UsageFile _usageFile;
    private readonly PublishedFile _portFile;
    private readonly PublishedFile _pidFile;
    private readonly WebApplication _host;
    private readonly ILogger _log;
    private readonly string _listen;
    private readonly int _port;

    private Daemon(PortManagerServerOptions options, IReadOnlyList<Socket> listeners, StateFolder? state, Notices notices, int port)
    {
        _options = options;
        _port = port;
        _state = state;
        _notices = notices;
        _listen = string.Join(" and ", listeners.Select(l => l.LocalEndPoint));
        _logFile = new LogFile(options.LogFile, _notices, TimeProvider.System);
        var pool = new PortPool(options.Ports, listeners.Select(l => ((IPEndPoint)l.LocalEndPoint!).Port), new BindProbe());
        _registry = new SharedRegistry(new Registry(pool, options.Duplicates), pool);
        _usageFile = new UsageFile(options.UsageFile, _registry, _notices);
        _portFile = new PublishedFile("port file", options.PortFile, _notices);
        _pidFile = new PublishedFile("pid file", options.PidFile, _notices);
        var table = new ConnectionTable(Math.Max(1, Descriptors.RaiseLimit() - Reserve));
        _host = KestrelHost.Build(listeners, _registry, table, _logFile);
        _log = _host.Services.GetRequiredService<ILogger<Daemon>>();
        _notices.Log = _log;
        EventLog.Attach(_registry, pool, _log);
    }

    // A native program is not given a list of assemblies; RuntimeFeature gives the same answer for both.
    private static int Reserve => AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null
        ? DescriptorsInReserve
        : DescriptorsInReserve + DescriptorsForAssemblies;

    public static Daemon Create(PortManagerServerOptions options, IReadOnlyList<Socket> listeners, int port)
    {
        var notices = new Notices();
        return new Daemon(options, listeners, StateFolder.Open(options.StateFolder, port, notices), notices, port);
    }

    public async Task ServeAsync(CancellationToken stop)
    {
        using var signals = new StopSignals(ReopenLog, stop);
        await _host.StartAsync(CancellationToken.None);
        _log.Started(Product.Title, _options.Ports.ToString(), _listen);
        _usageFile.Write();
        _pidFile.Write(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        _portFile.Write(string.Create(CultureInfo.InvariantCulture, $"{_port}\n"));
        if (EphemeralPorts.Warning(_options.Ports) is { } warning)
            _notices.Warn(warning);
        Task announced = AnnounceAsync();
        using (BusyPortRetry.Start(_registry, TimeProvider.System))
            _log.Stopped(await signals.Cause);
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _usageFile.Dispose();
        _logFile.Dispose();
        _notices.Dispose();
        _state?.Dispose();
    }

    private async Task AnnounceAsync()
    {
        string? log = await _logFile.Opened;
        _notices.Say($"{Product.Title} listens on {_listen}");
        _notices.Say($"  pool        {_options.Ports} ({_options.Ports.Count} ports)");
        _notices.Say($"  log         {log ?? "none"}");
        _notices.Say($"  usage file  {_usageFile.Path ?? "none"}");
        _notices.Say($"  port file   {_portFile.Path ?? "none"}");
        _notices.Say($"  pid file    {_pidFile.Path ?? "none"}");
        _notices.Say($"  state       {_state?.Path ?? "none"}");
    }

    private void ReopenLog()
    {
        _logFile.Reopen();
        _log.Reopened();
    }

    private async Task StopAsync()
    {
        _portFile.Delete();
        using (var patience = new CancellationTokenSource(s_stopTimeout))
            await _host.StopAsync(patience.Token);
        _usageFile.Finish(s_lastWordsTimeout);
        _pidFile.Delete();
        _logFile.Finish(s_lastWordsTimeout);
        _notices.Finish(s_lastWordsTimeout);
    }
}

using PortManager.Server.Files;
using PortManager.Server.Listening;
using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Server.Hosting;

/// <summary>The daemon: it binds what it is told to, says where it is, and serves until it is stopped.</summary>
public static class PortManagerServer
{
    private const int Served = 0;
    private const int CouldNotStart = 1;

    /// <summary>
    /// Serves, on the thread that calls it, until <paramref name="stop"/> is cancelled or SIGTERM or SIGINT comes. SIGHUP reopens the log, and restores files
    /// that are gone.
    /// </summary>
    /// <param name="options">Valid options: <see cref="PortManagerServerOptions.Problem"/> gives null.</param>
    /// <param name="stop">Ends the service.</param>
    /// <returns>The exit code of the process: 0, or 1 when it could not start, which a line on standard error explains.</returns>
    public static async Task<int> RunAsync(PortManagerServerOptions options, CancellationToken stop = default)
    {
        StandardStreams.ReplaceMissing();
        DaemonSignals.Prepare();
        if (ProcessLimits.Problem() is { } problem)
            return await CouldNotStartAsync(problem);
        try
        {
            InheritedDescriptors inherited = InheritedDescriptors.Take();
            await using Daemon daemon = Daemon.Create(options, DaemonListeners.Open(options, inherited.Listeners), inherited);
            daemon.Serve(stop);
            await daemon.StopAsync();
            return Served;
        }
        catch (Exception e) when (e is ListenException or StateFolderInUseException)
        {
            return await CouldNotStartAsync(e.Message);
        }
    }

    /// <summary>Returns sentences on what may not be meant so, on this host, although the daemon would serve.</summary>
    /// <param name="options">Valid options.</param>
    public static IEnumerable<string> Warnings(PortManagerServerOptions options)
    {
        foreach (string warning in PoolWarnings.Of(options.Ports).All)
            yield return warning;
        foreach (int own in options.Listen.Select(at => at.Port).Distinct().Where(options.Ports.Contains))
            yield return $"port {own} of the pool is the daemon's own, unless systemd listens for it elsewhere, and is not given to anybody then";
        if (options.TakeOverFile is { } file && !File.Exists(file))
            yield return $"nothing would be taken over: there is no file {file}";
    }

    private static async Task<int> CouldNotStartAsync(string why)
    {
        await Console.Error.WriteLineAsync($"portmanager: {why}");
        return CouldNotStart;
    }
}

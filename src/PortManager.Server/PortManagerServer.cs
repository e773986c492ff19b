using System.Net.Sockets;
using PortManager.Server.Files;
using PortManager.Server.Hosting;
using PortManager.Server.Listening;
using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Server;

/// <summary>The daemon: it binds what it is told to, says where it is, and serves until it is stopped.</summary>
public static class PortManagerServer
{
    private const int Served = 0;
    private const int CouldNotStart = 1;

    /// <summary>Serves until <paramref name="stop"/> is cancelled or SIGTERM or SIGINT comes. SIGHUP reopens the log, and restores files that are gone.</summary>
    /// <param name="options">Valid options: <see cref="PortManagerServerOptions.Problem"/> gives null.</param>
    /// <param name="stop">Ends the service.</param>
    /// <returns>The exit code of the process: 0, or 1 when it could not start, which a line on standard error explains.</returns>
    public static async Task<int> RunAsync(PortManagerServerOptions options, CancellationToken stop = default)
    {
        KestrelHost.ServeOnOneThread();
        StandardStreams.ReplaceMissing();
        try
        {
            Inheritance inherited = Inheritance.Take();
            IReadOnlyList<Socket> listeners = OpenListeners(options, inherited.Listeners);
            IReadOnlyList<Socket> web = options.Http is { IsOn: true, Listen: { } place } ? Listeners.Open([place]) : [];
            await using Daemon daemon = Daemon.Create(options, (listeners, web), inherited);
            await daemon.ServeAsync(stop);
            return Served;
        }
        catch (Exception e) when (e is ListenException or StateFolderInUseException)
        {
            return await FailAsync(e.Message);
        }
    }

    /// <summary>Those that speak TCP come first: their port is the daemon's.</summary>
    private static List<Socket> OpenListeners(PortManagerServerOptions options, IReadOnlyList<Socket> passed)
    {
        List<Socket> listeners = [.. passed.Where(l => l.AddressFamily != AddressFamily.Unix)];
        if (listeners.Count == 0)
            listeners.AddRange(Listeners.Open(options.Listen));
        listeners.ForEach(KeepAlive.Enable);
        listeners.AddRange(passed.Where(l => l.AddressFamily == AddressFamily.Unix));
        if (options.UnixPath is { } path)
            listeners.Add(UnixListener.Open(path));
        return listeners;
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"portmanager: {reason}");
        return CouldNotStart;
    }
}

using System.Net.Sockets;
using PortManager.Server.Allocations;

namespace PortManager.Server.Connections;

/// <summary>Sends a watcher its changes, between the replies to the other requests of the connection.</summary>
internal sealed class WatchPump : IDisposable
{
    private readonly Watcher _watcher;
    private readonly SharedRegistry _registry;
    private readonly ReplyOutput _output;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Task _running = Task.CompletedTask;

    private WatchPump(Watcher watcher, SharedRegistry registry, ReplyOutput output)
    {
        _watcher = watcher;
        _registry = registry;
        _output = output;
    }

    public static WatchPump Start(Watcher watcher, SharedRegistry registry, ReplyOutput output)
    {
        var pump = new WatchPump(watcher, registry, output);
        pump._running = pump.RunAsync();
        return pump;
    }

    /// <summary>Waits until the pump writes nothing; <see cref="Resume"/> lets it go on.</summary>
    public Task PauseAsync() => _writing.WaitAsync();

    public void Resume() => _writing.Release();

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _output.CancelPendingFlush();
        await _running;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _writing.Dispose();
        _watcher.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _watcher.WaitAsync(_stop.Token);
                await _writing.WaitAsync(_stop.Token);
                try
                {
                    _registry.Drain(_watcher, _output.Pipe);
                    if (!await _output.FlushAsync(0, 0))
                        return;
                }
                finally
                {
                    _writing.Release();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The session is over, or the peer is gone.
        }
    }
}

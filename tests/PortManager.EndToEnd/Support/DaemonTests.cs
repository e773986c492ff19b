namespace PortManager.EndToEnd.Support;

/// <summary>Tests of a daemon of their own, and a client of it that is connected.</summary>
public abstract class DaemonTests : IAsyncLifetime
{
    private protected Daemon Daemon { get; private set; } = null!;

    private protected LineClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Daemon = await Daemon.StartAsync();
        Client = LineClient.Connect(Daemon.Port);
    }

    public virtual ValueTask DisposeAsync()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
        return Daemon.DisposeAsync();
    }
}

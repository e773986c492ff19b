using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>A server as labs have them: it got a port, listens on it, and keeps its connection to the port manager.</summary>
internal sealed class Service : IDisposable
{
    private readonly Socket _listener;

    private Service(LineClient client, int port)
    {
        Client = client;
        Port = port;
        _listener = Stranger.On("0.0.0.0", port, listens: true, reuse: true);
    }

    public LineClient Client { get; }

    public int Port { get; }

    public static Service Start(int daemonPort, string name, string user = "u")
    {
        LineClient client = LineClient.Connect(daemonPort);
        return new Service(client, client.Gimme(name, user));
    }

    /// <summary>It listens no longer, although its connection stays.</summary>
    public void StopListening() => _listener.Dispose();

    public void Dispose()
    {
        _listener.Dispose();
        Client.Dispose();
    }
}

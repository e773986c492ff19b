using System.Net.Sockets;
using System.Text;
using PortManager.Server.Systemd;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Connections;

/// <summary>The service manager's end of the notify socket, which reads when a test says so.</summary>
internal sealed class FakeSystemd : IDisposable
{
    private static readonly Lock s_environment = new();

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };

    public FakeSystemd()
    {
        _socket.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        lock (s_environment)
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", _folder["notify"]);
            Notify = NotifySocket.FromEnvironment(Assert.Fail)!;
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        }
    }

    /// <summary>The daemon's end.</summary>
    public NotifySocket Notify { get; }

    /// <summary>Sends until nothing more is taken.</summary>
    public void Fill()
    {
        while (Notify.Notify("x") == NotifyResult.Sent)
        {
            // The next one.
        }
    }

    /// <summary>Reads one message; null if there is none.</summary>
    public string? ReadOne()
    {
        byte[] message = new byte[1024];
        return _socket.Poll(0, SelectMode.SelectRead) ? Encoding.UTF8.GetString(message, 0, _socket.Receive(message)) : null;
    }

    /// <summary>Reads all that is there, but for what <see cref="Fill"/> sent.</summary>
    public string[] Read()
    {
        var messages = new List<string>();
        while (ReadOne() is { } message)
        {
            if (message != "x")
                messages.Add(message.Replace('\n', ' '));
        }

        return [.. messages];
    }

    /// <summary>Ends: what is sent from here on is refused.</summary>
    public void Close() => _socket.Dispose();

    public void Dispose()
    {
        Notify.Dispose();
        _socket.Dispose();
        _folder.Dispose();
    }
}

using System.Net.Sockets;
using System.Text;

namespace PortManager.Tests.Client;

/// <summary>One connection of a <see cref="ScriptedPeer"/>, from its side.</summary>
internal sealed class PeerConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _lines;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerConnection(Socket socket, int number)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _lines = new StreamReader(new NetworkStream(socket, ownsSocket: true), new UTF8Encoding(false));
        Number = number;
    }

    /// <summary>1 for the first connection of the peer.</summary>
    public int Number { get; }

    /// <summary>Completes when the client or the peer has closed the connection.</summary>
    public Task Ended => _ended.Task;

    public Task<string?> ReadLineAsync() => _lines.ReadLineAsync();

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendBytesAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Sends each byte in a separate packet.</summary>
    public async Task SendByteByByteAsync(string text)
    {
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            await _socket.SendAsync(new[] { one });
            await Task.Yield();
        }
    }

    /// <summary>Shuts down the sending side, and waits until the client has closed the connection.</summary>
    public async Task EndAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (ObjectDisposedException)
        {
            // The client has closed it already.
            return;
        }

        await Ended.Bounded();
    }

    /// <summary>Ends the connection in order, after what was sent.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _ended.TrySetResult();
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        // Before the stream, which would end the connection in order.
        _socket.Dispose();
        Dispose();
    }
}

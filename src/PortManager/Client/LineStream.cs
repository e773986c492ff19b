using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Lines over a socket.</summary>
/// <param name="socket">The socket. This object owns it from now on.</param>
/// <param name="address">The peer's address.</param>
internal sealed class LineStream(Socket socket, IPAddress address) : IDisposable
{
    private readonly LineBuffer _buffer = new();

    /// <summary>The peer's address.</summary>
    public IPAddress Address => address;

    /// <summary>Sends a request.</summary>
    /// <exception cref="SocketException">The connection is closed.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        while (!line.IsEmpty)
        {
            int sent = await socket.SendAsync(line, cancellationToken).ConfigureAwait(false);
            line = line[sent..];
        }
    }

    /// <summary>Reads the next line, without its end. It is valid until the next call.</summary>
    /// <returns>The line; null if the peer has closed the connection.</returns>
    /// <exception cref="SocketException">The connection was reset.</exception>
    /// <exception cref="PortManagerProtocolException">The line is too long.</exception>
    public async ValueTask<ReadOnlySequence<byte>?> ReadLineAsync(CancellationToken cancellationToken)
    {
        ReadOnlySequence<byte> line;
        while (!_buffer.TryTake(out line))
        {
            int received = await socket.ReceiveAsync(_buffer.Space(), cancellationToken).ConfigureAwait(false);
            if (received == 0)
                return null;
            _buffer.Add(received);
        }

        return line;
    }

    /// <summary>Closes the connection. Calls that wait for it fail.</summary>
    public void Dispose()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is closed already.
        }

        socket.Dispose();
    }
}

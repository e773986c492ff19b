using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;
using PortManager.Protocol;

namespace PortManager.Testing;

/// <summary>One connection of a <see cref="TestPortManager"/>: it reads requests and sends replies, in their order.</summary>
internal sealed class TestConnection(Socket socket, TestRegistry registry) : IDisposable
{
    private readonly Channel<ReadOnlyMemory<byte>> _output = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();

    /// <summary>What it watches; null if it does not.</summary>
    public PortFilter? Watched { get; set; }

    /// <summary>Sends bytes after all that was sent before.</summary>
    public void Send(ReadOnlyMemory<byte> bytes) => _output.Writer.TryWrite(bytes);

    /// <summary>Serves until the peer closes the connection, or it is disposed.</summary>
    public async Task RunAsync()
    {
        Task sending = SendAsync();
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The end of the connection.
        }

        registry.Leave(this);
        _output.Writer.TryComplete();
        await sending.ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Closes the connection, and releases what it holds.</summary>
    public void Dispose()
    {
        registry.Leave(this);
        _output.Writer.TryComplete();
        socket.Dispose();
    }

    private async Task ReadAsync()
    {
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        PipeReader input = PipeReader.Create(stream);
        while (true)
        {
            ReadResult read = await input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (LineReader.TryRead(ref buffer, LineReader.MaxRequest, out ReadOnlySequence<byte> line) is var status and not LineStatus.Incomplete)
            {
                if (status == LineStatus.TooLong || !registry.Answer(RequestReader.Read(line), this))
                    return;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> bytes in _output.Reader.ReadAllAsync().ConfigureAwait(false))
                await socket.SendAsync(bytes).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end of the connection.
        }
    }
}

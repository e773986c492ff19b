using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace PortManager.Tests.Server.Connections;

/// <summary>
/// The peer of a session, over two pipes. All is done inline: when the bytes of a request are sent, the session has gone
/// through them, so that a test says exactly what arrives together.
/// </summary>
internal sealed class PipePeer : IAsyncDisposable
{
    private readonly Pipe _requests;
    private readonly Pipe _replies;

    public PipePeer(string address = "127.0.0.1", string own = "127.0.0.1", long mostUnread = 1 << 20)
    {
        _requests = InlinePipe(mostUnread);
        _replies = InlinePipe(mostUnread);
        Context = new DefaultConnectionContext("peer")
        {
            Transport = new Duplex(_requests.Reader, _replies.Writer),
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 50000),
            LocalEndPoint = new IPEndPoint(IPAddress.Parse(own), 30000),
        };
    }

    public DefaultConnectionContext Context { get; }

    /// <summary>The life of the connection on the daemon's side.</summary>
    public Task Session { get; private set; } = Task.CompletedTask;

    public PipePeer ConnectTo(ConnectionHandler handler)
    {
        Session = ServeAsync(handler);
        return this;
    }

    /// <returns>The task completes at once, unless the daemon does not read on.</returns>
    public Task SendAsync(string text) => _requests.Writer.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    /// <summary>Closes its half: it reads on.</summary>
    public void HalfClose() => _requests.Writer.Complete();

    /// <summary>Is gone for both directions.</summary>
    public void Vanish(Exception? reason)
    {
        _replies.Reader.Complete(reason);
        _requests.Writer.Complete(reason);
    }

    /// <summary>All that has come and was not read yet, without waiting.</summary>
    public string ReadWhatIsThere()
    {
        if (!_replies.Reader.TryRead(out ReadResult read))
            return "";
        string text = Encoding.UTF8.GetString(read.Buffer);
        _replies.Reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    public async Task<string> ReadLineAsync()
    {
        while (true)
        {
            ReadResult read = await _replies.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end));
                _replies.Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            Assert.False(read.IsCompleted, "the daemon has ended the connection");
            _replies.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Everything that comes until the daemon closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var text = new MemoryStream();
        await _replies.Reader.CopyToAsync(text).WaitAsync(Patience.Limit);
        await Session.WaitAsync(Patience.Limit);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Vanish(null);
        await Session.WaitAsync(Patience.Limit);
    }

    private static Pipe InlinePipe(long mostUnread) => new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: mostUnread,
        resumeWriterThreshold: mostUnread / 2,
        useSynchronizationContext: false));

    private async Task ServeAsync(ConnectionHandler handler)
    {
        try
        {
            await handler.OnConnectedAsync(Context);
        }
        finally
        {
            await _replies.Writer.CompleteAsync();
            await _requests.Reader.CompleteAsync();
        }
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}

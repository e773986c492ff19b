using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PortManager.EndToEnd.Cli;

/// <summary>A port manager that is none: it says what it is told to.</summary>
internal sealed class Peer : IDisposable
{
    private readonly TcpListener _listener;

    public Peer(string address = "127.0.0.1", int port = 0)
    {
        _listener = new TcpListener(IPAddress.Parse(address), port);
        _listener.Start();
        Address = address;
    }

    public string Address { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers the first line of one connection, after something else has happened, and hangs up.</summary>
    public async Task AnswerAsync(string reply, Func<Task>? before = null)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using NetworkStream stream = client.GetStream();
        await new StreamReader(stream).ReadLineAsync(TestContext.Current.CancellationToken);
        await (before?.Invoke() ?? Task.CompletedTask);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(reply), TestContext.Current.CancellationToken);
    }

    /// <summary>Says something unasked to each connection, and closes it at once, or when the client does.</summary>
    public async Task GreetAllAsync(string greeting, bool closes)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await using NetworkStream stream = client.GetStream();
                await stream.WriteAsync(Encoding.UTF8.GetBytes(greeting), TestContext.Current.CancellationToken);
                if (!closes)
                    await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It stopped listening.
        }
    }

    public void Dispose() => _listener.Dispose();
}

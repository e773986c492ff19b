using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PortManager.EndToEnd.Support;

/// <summary>A client of the daemon that is nothing but a socket: it sends bytes and reads lines, and gives up after a while.</summary>
internal sealed class LineClient : IDisposable
{
    private const int Patience = 60_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    private LineClient(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    /// <summary>Connects to the daemon on a loopback address.</summary>
    /// <param name="port">Where the daemon listens.</param>
    /// <param name="from">The loopback address to come from; null for the usual one.</param>
    /// <param name="receiveBuffer">The size of the kernel's receive buffer, for clients that let it fill.</param>
    public static LineClient Connect(int port, IPAddress? from = null, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = Patience,
            SendTimeout = Patience,
        };
        if (receiveBuffer is { } bytes)
            socket.ReceiveBufferSize = bytes;
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(IPAddress.Loopback, port);
        return new LineClient(socket);
    }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[Socket.Send(bytes)..];
    }

    /// <summary>The next line without its end. Bytes that are not UTF-8 are an error.</summary>
    public string ReadLine()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                string line = s_strict.GetString(_buffer, _start, length);
                _start += length + 1;
                return line;
            }

            if (!Fill())
                throw new EndOfStreamException("the daemon hung up within or before a line");
        }
    }

    /// <summary>The next so many bytes.</summary>
    public string ReadText(int bytes)
    {
        while (_end - _start < bytes)
        {
            if (!Fill())
                throw new EndOfStreamException("the daemon hung up within a text");
        }

        string text = s_strict.GetString(_buffer, _start, bytes);
        _start += bytes;
        return text;
    }

    /// <summary>Whatever comes until the daemon hangs up.</summary>
    public string ReadToEnd()
    {
        while (Fill())
        {
            // Until there is no more.
        }

        string text = s_strict.GetString(_buffer, _start, _end - _start);
        _start = _end;
        return text;
    }

    /// <summary>Sends one request, and gives the first line of its reply.</summary>
    public string Ask(string request)
    {
        Send(request + "\n");
        return ReadLine();
    }

    /// <summary>Asks for a port, which has to be given.</summary>
    public int Gimme(string service, string user = "u") => PortOf(Ask($"GIMME {service} {user}"));

    /// <summary>The rows of a LIST.</summary>
    public string[] List() => Listing("LIST");

    /// <summary>The rows of the reply to LIST, FIND or WATCH.</summary>
    public string[] Listing(string request)
    {
        var rows = new string[PortOf(Ask(request))];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = ReadLine();
        return rows;
    }

    public void HalfClose() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Socket.Dispose();
    }

    public void Dispose() => Socket.Dispose();

    // OK number
    private static int PortOf(string reply)
    {
        Assert.Matches("^OK [0-9]+$", reply);
        return int.Parse(reply.AsSpan(3));
    }

    private bool Fill()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(512, 2 * _buffer.Length));
        int read = Socket.Receive(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}

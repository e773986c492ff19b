using System.Net;
using System.Net.Sockets;
using System.Text;
using PortManager.Server.Connections;

namespace PortManager.Tests.Server.Loop;

/// <summary>A client of a loop, over a real socket.</summary>
internal sealed class LoopClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public LoopClient(IPEndPoint service, int? receiveBuffer = null)
    {
        if (receiveBuffer is { } size)
            (_socket.ReceiveBufferSize, _socket.SendBufferSize) = (size, size);
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)Patience.Limit.TotalMilliseconds;
        _socket.NoDelay = true;
        _socket.Connect(service);
    }

    /// <summary>The daemon's end; null if it was accepted by the daemon's own listener.</summary>
    public Connection? Connection { get; set; }

    public void Send(string text) => _socket.Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes of which the last is urgent.</summary>
    public void SendUrgent(string text) => _socket.Send(Encoding.UTF8.GetBytes(text), SocketFlags.OutOfBand);

    /// <summary>Sends on another thread, as the daemon may not read.</summary>
    public Task SendAsync(string text) => Task.Run(() => Send(text));

    public string Ask(string request)
    {
        Send(request);
        return ReadLine();
    }

    /// <summary>Asks for a listing.</summary>
    /// <returns>All of it.</returns>
    public string List()
    {
        Send("LIST\n");
        return ReadListing();
    }

    public string ReadListing()
    {
        string header = ReadLine();
        Assert.StartsWith("OK ", header, StringComparison.Ordinal);
        var text = new StringBuilder(header);
        for (int left = int.Parse(header[3..], System.Globalization.CultureInfo.InvariantCulture); left > 0; left--)
            text.Append(", ").Append(ReadLine());
        return text.ToString();
    }

    public string ReadLine()
    {
        var line = new List<byte>();
        while (true)
        {
            if (_start == _end && !Receive())
                Assert.Fail($"the daemon has closed the connection, behind {line.Count} bytes of a line");
            byte next = _buffer[_start++];
            if (next == '\n')
                return Encoding.UTF8.GetString([.. line]);
            line.Add(next);
        }
    }

    /// <summary>Everything that comes until the daemon closes its side.</summary>
    public string ReadToEnd()
    {
        using var text = new MemoryStream();
        do
        {
            text.Write(_buffer, _start, _end - _start);
            _start = _end;
        }
        while (Receive());
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Whether the daemon has closed with a reset; waits until it has closed.</summary>
    public bool IsReset()
    {
        try
        {
            while (_socket.Receive(_buffer) > 0)
            {
                // What came before.
            }

            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }

    /// <summary>Waits until the daemon has closed, in whatever way.</summary>
    public void WaitForEnd() => IsReset();

    /// <summary>Whether nothing has come that was not read.</summary>
    public bool HasNothing() => _start == _end && _socket.Available == 0 && !_socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Closes its side: it reads on.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public void Close() => _socket.Close();

    public void Dispose() => _socket.Dispose();

    private bool Receive()
    {
        _start = 0;
        _end = 0;
        _end = _socket.Receive(_buffer);
        return _end > 0;
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using PortManager.Client;
using PortManager.Native.Errors;

namespace PortManager.Native.Sockets;

/// <summary>A connection over a socket that never blocks, and the lines that it receives.</summary>
internal sealed class NonBlockingConnection : IDisposable
{
    private const int MaxAddressLength = 128;

    /// <summary>Large enough to receive about a thousand rows at once.</summary>
    private const int BufferSize = 32 * 1024;

    private readonly LineBuffer _buffer = new(BufferSize);
    private readonly ServerAddress _server;
    private readonly byte[] _address;
    private readonly int _family;

    /// <param name="server">The port manager, for messages.</param>
    /// <param name="address">The address to connect to.</param>
    public NonBlockingConnection(ServerAddress server, HostAddress address)
    {
        _server = server;
        _family = address.Family;
        _address = address.With(server.Port);
    }

    public int Descriptor { get; private set; } = -1;

    /// <summary>Connects, or continues to connect.</summary>
    /// <returns>0 if it is connected, null if it has to wait, else the errno.</returns>
    public int? Connect()
    {
        if (Descriptor < 0 && !TryOpen())
            return Marshal.GetLastPInvokeError();
        int error;
        do
            error = SocketCalls.Connect(Descriptor, _address, (uint)_address.Length) < 0 ? Marshal.GetLastPInvokeError() : 0;
        while (error == SocketErrno.InterruptedCall);
        return error switch
        {
            SocketErrno.InProgress or SocketErrno.AlreadyInProgress => null,
            0 or SocketErrno.IsConnected => MeetsItself() ? SocketErrno.ConnectionRefused : 0,
            _ => error,
        };
    }

    /// <summary>Sends as many bytes as can be sent without blocking.</summary>
    /// <returns>How many bytes were sent.</returns>
    /// <exception cref="CallException">The connection is closed.</exception>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        nint sent = SocketCalls.Send(Descriptor, bytes, bytes.Length, SocketCalls.NoSignal);
        return sent < 0 ? NothingUnless(Marshal.GetLastPInvokeError()) : (int)sent;
    }

    /// <summary>Adds the lines that have come to a reply.</summary>
    /// <returns>True if the reply is complete.</returns>
    /// <exception cref="PortManagerException">
    /// The reply is a refusal, or was not understood, or the port manager closed the connection.
    /// </exception>
    /// <exception cref="CallException">The connection is closed.</exception>
    public bool TryRead(ReplyAssembler reply)
    {
        do
        {
            while (_buffer.TryTake(out ReadOnlySequence<byte> line))
            {
                if (reply.Accept(line))
                    return true;
            }
        }
        while (Receive());
        return false;
    }

    /// <summary>Makes sure that nothing has come since the last reply, so that what comes next is the next reply.</summary>
    /// <exception cref="PortManagerException">An unexpected line has come, or the port manager closed the connection.</exception>
    public void ThrowUnlessQuiet()
    {
        if (_buffer.TryTake(out ReadOnlySequence<byte> line) || (Receive() && _buffer.TryTake(out line)))
            throw Messages.Unasked(line);
    }

    /// <summary>Closes this process's descriptor. If a forked process has one too, the connection stays open.</summary>
    public void Dispose()
    {
        if (Descriptor >= 0)
            _ = SocketCalls.Close(Descriptor);
        Descriptor = -1;
    }

    private bool TryOpen()
    {
        // Close-on-exec: a program that the caller starts must not hold the caller's ports.
        Descriptor = SocketCalls.Socket(_family, SocketCalls.Stream | SocketCalls.NonBlocking | SocketCalls.CloseOnExec, 0);
        if (Descriptor < 0)
            return false;
        Set(SocketCalls.TcpLevel, SocketCalls.TcpNoDelay, 1);
        Set(SocketCalls.SocketLevel, SocketCalls.KeepAlive, 1);
        Set(SocketCalls.TcpLevel, SocketCalls.TcpKeepIdle, KeepAliveTimes.IdleSeconds);
        Set(SocketCalls.TcpLevel, SocketCalls.TcpKeepInterval, KeepAliveTimes.IntervalSeconds);
        Set(SocketCalls.TcpLevel, SocketCalls.TcpKeepCount, KeepAliveTimes.Count);
        return true;
    }

    private bool Receive()
    {
        Span<byte> space = _buffer.Space().Span;
        nint received = SocketCalls.Receive(Descriptor, space, space.Length, 0);
        if (received == 0)
            throw Messages.Disconnected(_server);
        int count = received < 0 ? NothingUnless(Marshal.GetLastPInvokeError()) : (int)received;
        _buffer.Add(count);
        return count > 0;
    }

    private int NothingUnless(int error) =>
        error is SocketErrno.TryAgain or SocketErrno.InterruptedCall ? 0 : throw Failed(error);

    /// <summary>
    /// Returns whether the socket is connected to itself. If no program listens on a port of the ephemeral range, the kernel may give
    /// the socket that port.
    /// </summary>
    private bool MeetsItself()
    {
        Span<byte> own = stackalloc byte[MaxAddressLength];
        Span<byte> peer = stackalloc byte[MaxAddressLength];
        uint ownLength = MaxAddressLength, peerLength = MaxAddressLength;
        return SocketCalls.GetLocalName(Descriptor, own, ref ownLength) == 0
            && SocketCalls.GetPeerName(Descriptor, peer, ref peerLength) == 0
            && own[..(int)ownLength].SequenceEqual(peer[..(int)peerLength]);
    }

    private void Set(int level, int option, int value) =>
        _ = SocketCalls.SetOption(Descriptor, level, option, value, sizeof(int));

    private CallException Failed(int error) => NetworkError.Of(_server, error);
}

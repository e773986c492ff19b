using System.Buffers;
using System.Runtime.InteropServices;
using PortManager.Client;
using PortManager.Native.Errors;

namespace PortManager.Native.Sockets;

/// <summary>One connection: a socket that never blocks, and the lines that come over it.</summary>
internal sealed class NonBlockingConnection : IDisposable
{
    private const int MaxAddressLength = 128;

    /// <summary>A thousand rows at once.</summary>
    private const int BufferSize = 32 * 1024;

    private readonly LineBuffer _buffer = new(BufferSize);
    private readonly ServerAddress _server;
    private readonly byte[] _address;
    private readonly int _family;

    /// <param name="server">Whom it is to lead to, for messages.</param>
    /// <param name="address">The address to connect to.</param>
    public NonBlockingConnection(ServerAddress server, HostAddress address)
    {
        _server = server;
        _family = address.Family;
        _address = address.With(server.Port);
    }

    public int Descriptor { get; private set; } = -1;

    /// <summary>Connects, or goes on doing so.</summary>
    /// <returns>0 when it is connected, null when that needs a wait, else the errno.</returns>
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

    /// <summary>Sends what can be sent now.</summary>
    /// <returns>How many bytes that was.</returns>
    /// <exception cref="CallException">The connection is gone.</exception>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        nint sent = SocketCalls.Send(Descriptor, bytes, bytes.Length, SocketCalls.NoSignal);
        return sent < 0 ? NothingUnless(Marshal.GetLastPInvokeError()) : (int)sent;
    }

    /// <summary>Gives a reply the lines that have come.</summary>
    /// <returns>True when the reply is whole.</returns>
    /// <exception cref="PortManagerException">It is a refusal, not understood, or the port manager has hung up.</exception>
    /// <exception cref="CallException">The connection is gone.</exception>
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

    /// <summary>Makes sure that what comes next is the reply to what is sent next.</summary>
    /// <exception cref="PortManagerException">Something has come that nobody asked for, or the port manager has hung up.</exception>
    public void ThrowUnlessQuiet()
    {
        if (_buffer.TryTake(out ReadOnlySequence<byte> line) || (Receive() && _buffer.TryTake(out line)))
            throw Messages.Unasked(line);
    }

    /// <summary>Closes this process's descriptor, and does nothing to the connection if another process has one.</summary>
    public void Dispose()
    {
        if (Descriptor >= 0)
            _ = SocketCalls.Close(Descriptor);
        Descriptor = -1;
    }

    private bool TryOpen()
    {
        // Closed by exec: a program that the caller starts must not hold his ports.
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

    /// <summary>Where nobody listens on a port of the kernel's own range, a socket may get that port and meet itself.</summary>
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

using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Native;

/// <summary>Answers to questions about sockets that no real kernel can be made to give. They are laid ready before the question.</summary>
internal sealed class FakeKernel : IDisposable
{
    public const ushort Error = 2;
    public const ushort Done = 3;
    private const ushort ByFamily = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portmanager-");
    private readonly Socket _own;
    private readonly Socket _asking;

    public FakeKernel()
    {
        var own = new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, "own"));
        var asking = new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, "asking"));
        _own = Bound(own);
        _asking = Bound(asking);
        _own.Connect(asking);
        _asking.Connect(own);
        SockDiag = new SockDiag(new NetlinkSocket(new SafeFileHandle(_asking.Handle, ownsHandle: false)));
    }

    public SockDiag SockDiag { get; }

    /// <summary>A socket: 0x10 bytes of header, then those of struct inet_diag_msg.</summary>
    public static byte[] Owner(uint question, byte state, ushort port, uint user)
    {
        byte[] message = Message(question, ByFamily, new byte[72]);
        message[17] = state;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(20), port);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(80), user);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(84), 1000 + user);
        return message;
    }

    /// <summary>The end of a list, or an error, with its number.</summary>
    public static byte[] End(uint question, ushort type, int number)
    {
        byte[] body = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(body, number);
        return Message(question, type, body);
    }

    public void Answer(params byte[][] messages) => _own.Send(messages.SelectMany(m => m).ToArray());

    public void Dispose()
    {
        SockDiag.Dispose();
        _own.Dispose();
        _asking.Dispose();
        _folder.Delete(recursive: true);
    }

    private static byte[] Message(uint question, ushort type, byte[] body)
    {
        byte[] header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header, header.Length + body.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), type);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), question);
        return [.. header, .. body];
    }

    private static Socket Bound(UnixDomainSocketEndPoint path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(path);
        return socket;
    }
}

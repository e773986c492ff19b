using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using PortManager.Server.Native;

namespace PortManager.Server.Systemd;

/// <summary>
/// The socket on which systemd listens to its services: sd_notify(3) and sd_pid_notify_with_fds(3), without libsystemd. It never blocks: if systemd
/// does not read, for example during a daemon-reload, a message is refused, and can be sent again when the socket is writable.
/// </summary>
internal sealed unsafe class NotifySocket : IDisposable
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int DoNotWait = 0x40; // MSG_DONTWAIT
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int MaxPathLength = 107; // struct sockaddr_un: 108 bytes with a NUL

    private NotifySocket(int descriptor) => Descriptor = descriptor;

    /// <summary>Its descriptor, to wait until it is writable.</summary>
    public int Descriptor { get; }

    /// <summary>The socket that NOTIFY_SOCKET names; null if systemd did not start this process, or nothing can be sent there.</summary>
    /// <param name="warn">Takes a warning for the operator if the name cannot be one.</param>
    public static NotifySocket? FromEnvironment(Action<string> warn)
    {
        if (EndPointOf(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), warn) is not { } endpoint)
            return null;
        int socket = RawSocket.OpenDatagram(AddressFamily.Unix);
        if (socket >= 0 && RawSocket.Connect(socket, endpoint) == 0)
            return new NotifySocket(socket);
        if (socket >= 0)
            _ = LibC.Close(socket);
        return null;
    }

    /// <summary>The address that NOTIFY_SOCKET stands for; null if it cannot be one.</summary>
    public static UnixDomainSocketEndPoint? EndPointOf(string? path, Action<string> warn)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        // @ stands for the NUL that begins an abstract name.
        if (Encoding.UTF8.GetByteCount(path) <= MaxPathLength)
            return new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        warn($"systemd is told nothing: NOTIFY_SOCKET is longer than the {MaxPathLength} bytes that the path of a socket may have");
        return null;
    }

    /// <summary>Sends a message such as <c>READY=1</c>.</summary>
    public NotifyResult Notify(string message) => Send(Encoding.UTF8.GetBytes(message), -1);

    /// <summary>Gives systemd a copy of a descriptor, to hand to the next process of this service.</summary>
    public NotifyResult Store(int descriptor, string name) => Send(Encoding.UTF8.GetBytes($"FDSTORE=1\nFDNAME={name}"), descriptor);

    /// <summary>Has systemd close its copies of the descriptors with a name.</summary>
    public NotifyResult Remove(string name) => Send(Encoding.UTF8.GetBytes($"FDSTOREREMOVE=1\nFDNAME={name}"), -1);

    public void Dispose() => _ = LibC.Close(Descriptor);

    private NotifyResult Send(byte[] message, int descriptor)
    {
        fixed (byte* start = message)
        {
            var part = new IoVector { Base = start, Length = (nuint)message.Length };
            var control = new DescriptorMessage
            {
                // CMSG_LEN(sizeof(int)): what follows the descriptor is padding.
                Length = (nuint)(sizeof(DescriptorMessage) - sizeof(int)),
                Level = SocketLevel,
                Type = Rights,
                Descriptor = descriptor,
            };
            var header = new MessageHeader { Parts = &part, PartCount = 1 };
            if (descriptor >= 0)
            {
                header.Control = &control;
                header.ControlLength = (nuint)sizeof(DescriptorMessage);
            }

            return MessageHeader.Send(Descriptor, &header, NoSignal | DoNotWait) >= 0 ? NotifyResult.Sent
                : Marshal.GetLastPInvokeError() is Errno.WouldBlock or Errno.NoBufferSpace ? NotifyResult.Full
                : NotifyResult.Refused;
        }
    }

    /// <summary>struct cmsghdr with one descriptor.</summary>
    private struct DescriptorMessage
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        private readonly int _padding;
    }
}

/// <summary>What became of a message to systemd.</summary>
internal enum NotifyResult
{
    Sent,

    /// <summary>systemd has not read the messages before it: try again when the socket is writable.</summary>
    Full,

    /// <summary>The system did not take it: the descriptor is closed, or systemd is gone.</summary>
    Refused,
}

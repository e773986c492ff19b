using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace PortManager.Server.Systemd;

/// <summary>
/// The socket on which systemd listens to its services: sd_notify(3) and sd_pid_notify_with_fds(3), without libsystemd.
/// Safe for several threads: each message is one datagram.
/// </summary>
internal sealed unsafe partial class NotifySocket : IDisposable
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL

    // systemd takes messages as fast as it can; this is the longest that a request waits for a place in its queue.
    private const int SendTimeoutMilliseconds = 1000;

    private readonly Socket _socket;

    private NotifySocket(Socket socket) => _socket = socket;

    /// <summary>The socket that NOTIFY_SOCKET names; null where systemd did not start this process.</summary>
    public static NotifySocket? FromEnvironment()
    {
        string? path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path))
            return null;
        // @ stands for the NUL that begins an abstract name.
        var endpoint = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(endpoint);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        socket.SendTimeout = SendTimeoutMilliseconds;
        return new NotifySocket(socket);
    }

    /// <summary>Sends a message such as <c>READY=1</c>.</summary>
    /// <returns>False when systemd did not take it.</returns>
    public bool Notify(string message) => Send(message, null);

    /// <summary>Gives systemd a copy of a descriptor, to hand to the next process of this service.</summary>
    public bool Store(SafeHandle descriptor, string name) => Send($"FDSTORE=1\nFDNAME={name}", descriptor);

    /// <summary>Has systemd close its copy.</summary>
    public bool Remove(string name) => Send($"FDSTOREREMOVE=1\nFDNAME={name}", null);

    public void Dispose() => _socket.Dispose();

    private bool Send(string message, SafeHandle? descriptor)
    {
        bool isHeld = false;
        try
        {
            descriptor?.DangerousAddRef(ref isHeld);
            return Send(Encoding.UTF8.GetBytes(message), descriptor is null ? -1 : (int)descriptor.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (isHeld)
                descriptor!.DangerousRelease();
        }
    }

    private bool Send(byte[] message, int descriptor)
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

            return SendMessage(_socket.SafeHandle, &header, NoSignal) >= 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, MessageHeader* message, int flags);

    /// <summary>struct iovec.</summary>
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
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

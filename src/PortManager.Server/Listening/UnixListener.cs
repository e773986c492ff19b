using System.Net.Sockets;
using PortManager.Server.Files;

namespace PortManager.Server.Listening;

/// <summary>A Unix socket to listen on: for containers, and for those who want no TCP. Every user of the host may connect.</summary>
internal static class UnixListener
{
    private const UnixFileMode Everyone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Binds and listens; a socket that a daemon which was killed left behind is replaced.</summary>
    /// <exception cref="ListenException">It could not be bound.</exception>
    public static Socket Open(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Folders.CreateParent(path);
            RemoveStale(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, Everyone);
            socket.Listen();
            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException || FileProblem.Is(e))
        {
            socket.Dispose();
            string reason = e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                ? "something is there already"
                : e is ArgumentException ? "the path is too long" : FileProblem.Describe(e);
            throw new ListenException($"cannot listen on {path}: {reason}");
        }
    }

    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
            return;
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            client.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // Nobody listens there any more. A file with something in it is no socket, and refuses as well.
            if (new FileInfo(path).Length == 0)
                File.Delete(path);
        }
    }
}

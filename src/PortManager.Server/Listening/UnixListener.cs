using System.Net.Sockets;
using PortManager.Server.Files;
using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>A Unix socket to listen on: for containers, and for those who want no TCP. Every user of the host may connect.</summary>
internal static class UnixListener
{
    private const UnixFileMode Everyone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Binds and listens; a socket that a daemon which was killed left behind is replaced.</summary>
    /// <exception cref="ListenException">It could not be bound.</exception>
    public static Listener Open(string path)
    {
        try
        {
            Folders.CreateParent(path);
            var place = new UnixDomainSocketEndPoint(path);
            RemoveStale(path, place);
            return Open(path, place);
        }
        catch (Exception e) when (e is ArgumentException || FileProblem.Is(e))
        {
            throw new ListenException($"cannot listen on {path}: {(e is ArgumentException ? "the path is too long" : FileProblem.Describe(e))}");
        }
    }

    private static Listener Open(string path, UnixDomainSocketEndPoint place)
    {
        int socket = RawSocket.OpenStream(AddressFamily.Unix);
        int result = socket < 0 ? socket : RawSocket.Bind(socket, place);
        if (result == 0)
        {
            File.SetUnixFileMode(path, Everyone);
            result = RawSocket.Listen(socket, Listeners.Backlog);
        }

        if (result == 0)
            return new Listener(socket, place);
        if (socket >= 0)
            _ = LibC.Close(socket);
        throw new ListenException($"cannot listen on {path}: {Errno.Describe(-result)}");
    }

    private static void RemoveStale(string path, UnixDomainSocketEndPoint place)
    {
        if (!File.Exists(path))
            return;
        int client = RawSocket.OpenStream(AddressFamily.Unix);
        // Nobody listens there any more. A file with something in it is no socket, and refuses as well.
        if (RawSocket.Connect(client, place) == -Errno.ConnectionRefused && new FileInfo(path).Length == 0)
            File.Delete(path);
        _ = LibC.Close(client);
    }
}

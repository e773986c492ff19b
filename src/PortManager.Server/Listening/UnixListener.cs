using System.Net.Sockets;
using PortManager.Client;
using PortManager.Server.Files;
using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>A Unix socket to listen on: for containers, and for hosts without TCP. Every user of the host may connect.</summary>
internal static class UnixListener
{
    private const UnixFileMode NobodyExecutes = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Binds and listens; a socket that a daemon which was killed left behind is replaced.</summary>
    /// <exception cref="ListenException">It could not be bound.</exception>
    public static Listener Open(string path)
    {
        try
        {
            FolderWalk.ToFile(path, OpenFolder.SharedFolder).Dispose();
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
        int result = socket < 0 ? socket : BindForEveryone(socket, place);
        if (result == 0)
            result = RawSocket.Listen(socket, Listeners.Backlog);

        if (result == 0)
            return new Listener(socket, place);
        if (socket >= 0)
            _ = LibC.Close(socket);
        throw new ListenException($"cannot listen on {path}: {Errno.Describe(-result)}", isInUse: result == -Errno.AddressInUse);
    }

    // Changing the mode afterwards would follow a link that somebody put in the socket's place.
    private static int BindForEveryone(int socket, UnixDomainSocketEndPoint place)
    {
        UnixFileMode mask = LibC.SetCreationMask(NobodyExecutes);
        int result = RawSocket.Bind(socket, place);
        LibC.SetCreationMask(mask);
        return result;
    }

    private static void RemoveStale(string path, UnixDomainSocketEndPoint place)
    {
        if (FileStatus.Of(path)?.Kind != FileKind.Socket)
            return;
        int client = RawSocket.OpenStream(AddressFamily.Unix);
        // Nobody listens there any more.
        if (RawSocket.Connect(client, place) == -Errno.ConnectionRefused)
            File.Delete(path);
        _ = LibC.Close(client);
    }
}

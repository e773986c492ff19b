using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using PortManager.Client;
using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>
/// The daemons of this host. Each listens on one of a few Unix sockets whose names are not files: they vanish with the process, belong to the same network as its ports, and the
/// kernel tells whose they are.
/// </summary>
internal static class Neighbours
{
    private const int MaxDaemons = 16;
    private const int Backlog = 8;
    private const int MaxAnswer = 64 * 1024;

    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Asks the daemons that root, this user or the user of the shipped unit runs. Others are not believed: anybody could keep this one from starting. One that does not answer
    /// within a second is left out.
    /// </summary>
    public static IReadOnlyList<NeighbourDaemon> Ask()
    {
        var asked = new List<StreamSocket>();
        int socket = -1;
        for (int i = 0; i < MaxDaemons; i++)
        {
            if (socket < 0)
                socket = RawSocket.OpenStream(AddressFamily.Unix);
            if (socket < 0 || RawSocket.Connect(socket, Place(i)) != 0)
                continue;
            asked.Add(new StreamSocket(socket));
            socket = -1;
        }

        if (socket >= 0)
            _ = LibC.Close(socket);
        long start = Stopwatch.GetTimestamp();
        NeighbourDaemon[] found = [.. asked.Where(IsTrusted).Select(s => NeighbourDaemon.Read(Answer(s, start))).OfType<NeighbourDaemon>()];
        asked.ForEach(s => s.Close());
        return found;
    }

    /// <summary>Listens for the others.</summary>
    /// <param name="warn">Takes the warning if the others will not find this daemon.</param>
    /// <returns>The listener's descriptor; null if there is none, and the warning says why.</returns>
    public static int? Open(Action<string> warn)
    {
        int socket = RawSocket.OpenStream(AddressFamily.Unix);
        if (socket < 0)
        {
            warn($"cannot open a socket by which other port managers of this host find this one ({Errno.Describe(-socket)}): another one may give out the same ports");
            return null;
        }

        for (int i = 0; i < MaxDaemons; i++)
        {
            if (RawSocket.Bind(socket, Place(i)) == 0 && RawSocket.Listen(socket, Backlog) == 0)
                return socket;
        }

        _ = LibC.Close(socket);
        warn($"other programs have all the sockets by which port managers of this host find each other (@portmanager/0 to @portmanager/{MaxDaemons - 1} in ss -xlp): "
            + "another one may give out the same ports");
        return null;
    }

    // A name that begins with NUL is not a file's.
    private static UnixDomainSocketEndPoint Place(int number) => new($"\0portmanager/{number}");

    private static bool IsTrusted(StreamSocket socket) =>
        SocketOption.PeerCredentials(socket.Descriptor) is { } peer && TrustedUser.Is(peer.User);

    private static string Answer(StreamSocket socket, long start)
    {
        byte[] answer = new byte[MaxAnswer];
        int length = 0;
        while (length < answer.Length)
        {
            int read = -Errno.WouldBlock;
            TimeSpan left = s_answerTimeout - Stopwatch.GetElapsedTime(start);
            SpinWait.SpinUntil(() => (read = socket.Receive(answer.AsSpan(length))) != -Errno.WouldBlock, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            if (read <= 0)
                break;
            length += read;
        }

        return Encoding.UTF8.GetString(answer, 0, length);
    }
}

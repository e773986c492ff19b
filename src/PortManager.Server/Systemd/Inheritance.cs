using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Server.Systemd;

/// <summary>What systemd passed to this process: sockets to listen on, and what the process before left open.</summary>
/// <param name="Listeners">Sockets that listen already.</param>
/// <param name="Ledger">How far the connections were; null where there is none.</param>
/// <param name="Connections">The connections, with the number that each had.</param>
internal sealed record Inheritance(
    IReadOnlyList<Socket> Listeners, Ledger? Ledger, IReadOnlyList<(long Number, Socket Socket)> Connections)
{
    /// <summary>The name under which the ledger is stored.</summary>
    public const string LedgerName = "ledger";

    private const int SocketLevel = 1; // SOL_SOCKET
    private const int AcceptsConnections = 30; // SO_ACCEPTCONN

    public static Inheritance Take()
    {
        var listeners = new List<Socket>();
        var connections = new Dictionary<long, Socket>();
        Ledger? ledger = null;
        foreach ((int descriptor, string name) in PassedDescriptors.Take())
        {
            if (name == LedgerName)
                TakeLedger(new SafeFileHandle(descriptor, ownsHandle: true));
            else if (Adopt(descriptor) is { } socket)
                Sort(socket, ConnectionStore.NumberOf(name));
        }

        return new Inheritance(listeners, ledger, [.. connections.Select(c => (c.Key, c.Value))]);

        // Another version may have left one that this one cannot read.
        void TakeLedger(SafeFileHandle handle)
        {
            if (ledger is null)
                ledger = Ledger.Open(handle);
            else
                handle.Dispose();
        }

        void Sort(Socket socket, long? number)
        {
            if (number is null && Listens(socket))
                listeners.Add(socket);
            else if (number is null || !connections.TryAdd(number.Value, socket))
                Close(socket);
        }
    }

    /// <summary>What is left of it where nobody knows which ports its connections hold: they are closed, for their clients to notice.</summary>
    public Inheritance WithoutConnections()
    {
        foreach ((_, Socket socket) in Connections)
            Close(socket);
        Ledger?.Dispose();
        return this with { Ledger = null, Connections = [] };
    }

    private static void Close(Socket socket)
    {
        try
        {
            // systemd has a copy, and lets go of it when the connection is shut down.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    private static Socket? Adopt(int descriptor)
    {
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            return new Socket(handle);
        }
        catch (SocketException)
        {
            handle.Dispose();
            return null;
        }
    }

    private static bool Listens(Socket socket)
    {
        Span<byte> answer = stackalloc byte[sizeof(int)];
        socket.GetRawSocketOption(SocketLevel, AcceptsConnections, answer);
        return answer[0] != 0;
    }
}

using Microsoft.Win32.SafeHandles;
using PortManager.Server.Listening;
using PortManager.Server.Native;

namespace PortManager.Server.Systemd;

/// <summary>What systemd passed to this process: sockets to listen on, and what the process before left open.</summary>
/// <param name="Listeners">Sockets that listen already.</param>
/// <param name="Ledger">How far the connections were; null if there is none.</param>
/// <param name="Connections">The descriptors of the connections.</param>
internal sealed record InheritedDescriptors(IReadOnlyList<Listener> Listeners, Ledger? Ledger, IReadOnlyList<int> Connections)
{
    /// <summary>The name under which the ledger is stored.</summary>
    public const string LedgerName = "ledger";

    /// <summary>How many descriptors were of no use, and are closed.</summary>
    public int Useless { get; private init; }

    /// <summary>A sentence for the operator about those of no use; null if there are none.</summary>
    public string? Warning => Useless == 0
        ? null
        : $"systemd passed {Useless} descriptors that are closed, since they are no sockets of TCP, nor Unix sockets of streams, that listen: give the socket unit "
            + "ListenStream= with a port or a path, and nothing else";

    public static InheritedDescriptors Take()
    {
        var listeners = new List<Listener>();
        var listening = new HashSet<long>();
        var connections = new List<int>();
        Ledger? ledger = null;
        int useless = 0;
        foreach ((int descriptor, string name) in PassedDescriptors.Take())
        {
            // A socket unit may be given any name, also that of a connection or of the ledger.
            if (SocketOption.Listens(descriptor) && SocketOption.IsStream(descriptor))
                TakeListener(descriptor);
            else if (name == LedgerName)
                TakeLedger(new SafeFileHandle(descriptor, ownsHandle: true));
            else if (StoredNames.IsConnection(name))
                connections.Add(descriptor);
            else
                CloseUseless(descriptor);
        }

        return new InheritedDescriptors(listeners, ledger, connections) { Useless = useless };

        void CloseUseless(int descriptor)
        {
            useless++;
            Close(descriptor);
        }

        // The same socket may be passed twice, as by a unit with two names for it. To shut one down would shut down both.
        void TakeListener(int descriptor)
        {
            if (!listening.Add(SocketOption.Cookie(descriptor)))
            {
                _ = LibC.Close(descriptor);
                return;
            }

            SocketOption.SetNonBlocking(descriptor);
            listeners.Add(new Listener(descriptor, ListeningSocket.OwnAddress(descriptor)));
        }

        // Another version may have left one that this one cannot read.
        void TakeLedger(SafeFileHandle handle)
        {
            if (ledger is null)
                ledger = Ledger.Open(handle);
            else
                handle.Dispose();
        }
    }

    /// <summary>Closes the connections if nobody knows which ports they hold, for their clients to notice.</summary>
    /// <returns>What is left.</returns>
    public InheritedDescriptors CloseConnections()
    {
        foreach (int connection in Connections)
            Close(connection);
        Ledger?.Dispose();
        return this with { Ledger = null, Connections = [] };
    }

    /// <summary>Closes a connection of which systemd has a copy; systemd drops that when the connection is shut down.</summary>
    public static void Close(int connection)
    {
        var socket = new StreamSocket(connection);
        socket.ShutDown();
        socket.Close();
    }
}

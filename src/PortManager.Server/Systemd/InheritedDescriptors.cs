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

    public static InheritedDescriptors Take()
    {
        var listeners = new List<Listener>();
        var connections = new List<int>();
        Ledger? ledger = null;
        foreach ((int descriptor, string name) in PassedDescriptors.Take())
        {
            if (name == LedgerName)
                TakeLedger(new SafeFileHandle(descriptor, ownsHandle: true));
            else if (StoredNames.IsConnection(name))
                connections.Add(descriptor);
            else if (TryOpenListener(descriptor) is { } listener)
                listeners.Add(listener);
            else
                Close(descriptor);
        }

        return new InheritedDescriptors(listeners, ledger, connections);

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

    private static Listener? TryOpenListener(int descriptor)
    {
        if (!SocketOption.Listens(descriptor))
            return null;
        SocketOption.SetNonBlocking(descriptor);
        return new Listener(descriptor, ListeningSocket.OwnAddress(descriptor));
    }
}

using System.Net.Sockets;

namespace PortManager.Server.Native;

/// <summary>What the kernel knows of a connection before it has been read.</summary>
internal static class SocketState
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int Info = 11; // TCP_INFO, whose first byte is the state
    private const byte Established = 1; // TCP_ESTABLISHED

    /// <summary>Whether the peer has closed or reset its side, even where bytes that it sent before are still unread.</summary>
    public static bool PeerHasClosed(Socket socket)
    {
        if (socket.AddressFamily == AddressFamily.Unix)
            return IsAtEnd(socket);
        Span<byte> info = stackalloc byte[8];
        try
        {
            return socket.GetRawSocketOption(Tcp, Info, info) > 0 && info[0] != Established;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return true;
        }
    }

    // The kernel does not tell more of a Unix socket than that there is nothing to read, and why.
    private static bool IsAtEnd(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return true;
        }
    }
}

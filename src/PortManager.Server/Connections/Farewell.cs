using System.IO.Pipelines;
using System.Net.Sockets;

namespace PortManager.Server.Connections;

/// <summary>How the daemon ends a connection so that the peer can read the last reply.</summary>
internal static class Farewell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Closes the daemon's half, then reads on for a while: closing a socket with unread bytes in it is a reset, which
    /// can destroy the reply on its way.
    /// </summary>
    public static async Task LingerAsync(AcceptedConnection connection)
    {
        try
        {
            connection.Socket?.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }

        PipeReader input = connection.Context.Transport.Input;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            ReadResult read;
            do
            {
                read = await input.ReadAsync(patience.Token);
                input.AdvanceTo(read.Buffer.End);
            }
            while (!read.IsCompleted && !read.IsCanceled);
        }
        catch (OperationCanceledException)
        {
            // The peer had its time.
        }
    }
}

using System.IO.Pipelines;

namespace PortManager.Server.Connections;

/// <summary>The replies of one connection on their way out, and the account of them.</summary>
internal sealed class ReplyOutput(AcceptedConnection connection, ConnectionTable table)
{
    /// <summary>Replies to requests that came together are sent together, up to this many bytes.</summary>
    private const int LongBytes = 64 * 1024;

    public PipeWriter Pipe { get; } = connection.Context.Transport.Output;

    /// <summary>Whether so much is waiting that it should be sent before another request is carried out.</summary>
    public bool IsLong => Pipe.UnflushedBytes > LongBytes;

    /// <summary>Sends what is waiting, and returns when the kernel has it.</summary>
    /// <param name="consumed">The bytes of the requests that it answers.</param>
    /// <param name="requests">How many they are.</param>
    /// <param name="endsMidLine">Whether the rest of the last one is yet to come.</param>
    /// <returns>False when the peer is gone.</returns>
    public async ValueTask<bool> FlushAsync(long consumed, int requests, bool endsMidLine = false)
    {
        long length = Pipe.UnflushedBytes;
        if (length == 0)
            return true;
        connection.Progress.BeginWrite(consumed, length, requests, endsMidLine);
        ValueTask<FlushResult> flush = Pipe.FlushAsync();
        if (!flush.IsCompleted)
            CloseAll(table.AddUnread(connection, length));
        else
            length = 0;
        FlushResult flushed;
        try
        {
            flushed = await flush;
        }
        finally
        {
            table.AddUnread(connection, -length);
        }

        connection.Progress.EndWrite();
        return !flushed.IsCompleted && !flushed.IsCanceled;
    }

    public void CancelPendingFlush() => Pipe.CancelPendingFlush();

    /// <summary>Closes the connections that leave too much unread.</summary>
    public static void CloseAll(IReadOnlyList<AcceptedConnection> slow)
    {
        foreach (AcceptedConnection connection in slow)
            connection.Context.Abort();
    }
}

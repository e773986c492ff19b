using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>A connection for a WATCH, on which the port manager sends changes.</summary>
internal sealed class WatchConnection(LineStream lines, WatchedPorts watched, PortManagerClientOptions options, Lifetime lifetime)
    : IDisposable
{
    private readonly WatchReply _reply = new(watched);

    // Its reader may be busy elsewhere when the client closes.
    private readonly CancellationTokenRegistration _closing =
        lifetime.Closing.UnsafeRegister(static lines => ((LineStream)lines!).Dispose(), lines);

    /// <summary>Sends the request.</summary>
    public Task StartAsync(PortFilter filter, CancellationToken cancellationToken) =>
        lines.WriteAsync(RequestLine.Of(o => RequestWriter.Watch(o, filter)), cancellationToken);

    /// <summary>Waits for the next changes. A change may come at any time; a listing has to be complete within the request timeout.</summary>
    public async Task<IReadOnlyList<PortChange>> NextAsync(CancellationToken cancellationToken)
    {
        bool isWhole;
        do
        {
            TimeSpan limit = _reply.IsMidListing ? options.RequestTimeout : Timeout.InfiniteTimeSpan;
            isWhole = await lifetime.RunAsync(ReadAsync, limit, cancellationToken).ConfigureAwait(false);
        }
        while (!isWhole);
        return _reply.Changes;
    }

    public void Dispose()
    {
        _closing.Unregister();
        lines.Dispose();
    }

    /// <summary>Reads one line, or the rest of a listing.</summary>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        bool isWhole;
        bool isMidListing = _reply.IsMidListing;
        do
        {
            ReadOnlySequence<byte> line = await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new PortManagerClosedException("The port manager closed the connection of a watch.");
            isWhole = _reply.Accept(line);
        }
        while (isMidListing && !isWhole);
        return isWhole;
    }
}

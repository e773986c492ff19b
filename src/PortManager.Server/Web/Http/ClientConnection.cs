using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PortManager.Server.Connections;
using PortManager.Server.Loop;

namespace PortManager.Server.Web.Http;

/// <summary>The connection that a request came on, as the loop knows it. Any thread may use it.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Loop">Counts what connections make the daemon keep.</param>
/// <param name="Load">How many such connections there are.</param>
internal sealed record ClientConnection(Connection Connection, EventLoop Loop, HttpLoad Load)
{
    /// <summary>Notes that it is in use.</summary>
    public void Touch() => Connection.LastActive = Loop.Clock.Now;

    /// <summary>Counts bytes that wait for the client to read them, or, negative, no longer do.</summary>
    public void CountUnread(long bytes) => Loop.Post(() => Loop.CountUnread(Connection, bytes));

    public static ClientConnection Of(HttpContext context) => context.Features.GetRequiredFeature<ClientConnection>();
}

/// <summary>How many connections speak HTTP. Any thread may use it.</summary>
internal sealed class HttpLoad
{
    private const int MaxKeptAlive = 512;

    private int _open;

    /// <summary>Whether there are so many that each is closed once it has its answer: an idle one takes some 30 KB.</summary>
    public bool IsHigh => Volatile.Read(ref _open) > MaxKeptAlive;

    public void Add() => Interlocked.Increment(ref _open);

    public void Remove() => Interlocked.Decrement(ref _open);
}

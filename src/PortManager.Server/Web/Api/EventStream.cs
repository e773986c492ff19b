using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using PortManager.Server.Logging;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>
/// Sends events to any number of clients (server-sent events). Each gets what it has not got yet, once it has read what it got before. A client that
/// does not read costs bounded memory. Kestrel disconnects it in time; it can then resume, or is told to reload. One thread wakes all of them, and then
/// rests much longer than that took: with many clients events come later, and nobody else is held up.
/// </summary>
internal sealed class EventStream : IDisposable
{
    public const string ContentType = "text/event-stream";
    public const string LastEventIdParameter = "lastEventId";

    private static readonly TimeSpan s_batchInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_keepAlive = TimeSpan.FromSeconds(15);

    // How long a browser waits before it connects again, and a first byte by which it knows that it is connected.
    private static readonly byte[] s_greeting = "retry: 2000\n\n"u8.ToArray();
    private static readonly byte[] s_alive = ": alive\n\n"u8.ToArray();

    private readonly IEventSource _source;
    private readonly EventText _text;
    private readonly CancellationToken _stopping;
    private readonly BackgroundWorker _teller;
    private readonly ITimer _keepAlive;
    private TaskCompletionSource _next = NewSignal();
    private int _open;

    public EventStream(IEventSource source, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _source = source;
        _text = new EventText(source);
        _stopping = lifetime.ApplicationStopping;
        _teller = new BackgroundWorker("events", s_batchInterval, Tell);
        _keepAlive = time.CreateTimer(_ => _teller.Ask(), null, s_keepAlive, s_keepAlive);
        source.Happened += Ask;
    }

    /// <summary>How many clients there are.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task ServeAsync(HttpContext context, string _)
    {
        long last = Start(context.Request);
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        // nginx would keep events until it has 4 or 8 KB of them.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        Interlocked.Increment(ref _open);
        try
        {
            ReadOnlyMemory<byte> text = s_greeting;
            while (await Body.SendAsync(context, text, text.Length))
            {
                // Before the look: what happens after it is told of.
                Task next = Volatile.Read(ref _next).Task;
                text = _text.Since(last, out last);
                if (!text.IsEmpty)
                    continue;
                await next.WaitAsync(end.Token);
                text = _text.Since(last, out last);
                if (text.IsEmpty)
                    text = s_alive;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The daemon ends: so does the body.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    public void Dispose()
    {
        _source.Happened -= Ask;
        _keepAlive.Dispose();
        _teller.Finish(s_batchInterval);
        _teller.Dispose();
    }

    // What waits for it continues on the thread that completes it.
    private static TaskCompletionSource NewSignal() => new();

    /// <summary>From where on the client is to be told; -1, which is no event, makes it look anew.</summary>
    private long Start(HttpRequest request)
    {
        string? said = request.Headers["Last-Event-ID"] is [{ Length: > 0 } header, ..] ? header : request.Query[LastEventIdParameter];
        if (string.IsNullOrEmpty(said))
            return _source.LastId;
        return long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : -1;
    }

    // On the thread of whatever happened: it only says so.
    private void Ask()
    {
        if (Open > 0)
            _teller.Ask();
    }

    private void Tell() => Interlocked.Exchange(ref _next, NewSignal()).SetResult();
}

using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using PortManager.Server.Connections;

namespace PortManager.Server.Web;

/// <summary>Sends what is in memory already.</summary>
internal static class Body
{
    /// <summary>What is copied for a client at a time: one that does not read costs no more.</summary>
    private const int PieceLength = 16 * 1024;

    /// <summary>Answers with an entity, or with nothing but its tag to a client that has it.</summary>
    public static Task WriteAsync(HttpContext context, Entity entity)
    {
        context.Response.Headers.ETag = entity.Tag;
        // Kept, and asked for each time: a new program may have come.
        context.Response.Headers.CacheControl = "no-cache";
        if (!HasIt(context.Request, entity.Tag))
            return WriteAsync(context, entity.ContentType, entity.Bytes);
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <summary>Answers with bytes that nobody keeps.</summary>
    public static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        while (!bytes.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, PieceLength)];
            bytes = bytes[piece.Length..];
            if (!await SendAsync(context, piece))
                return;
        }
    }

    /// <summary>Sends a part of a body, and returns when the kernel has it; meanwhile it counts as unread.</summary>
    /// <returns>False when the client is gone.</returns>
    public static async ValueTask<bool> SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        ValueTask<FlushResult> flush = context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        if (flush.IsCompleted)
            return !(await flush).IsCompleted;
        AcceptedConnection connection = context.Features.GetRequiredFeature<AcceptedConnection>();
        ConnectionTable table = context.Features.GetRequiredFeature<ConnectionTable>();
        ReplyOutput.CloseAll(table.AddUnread(connection, bytes.Length));
        try
        {
            FlushResult flushed = await flush;
            // Here it goes on on the thread that serves everyone.
            await Task.Yield();
            return !flushed.IsCompleted;
        }
        finally
        {
            table.AddUnread(connection, -bytes.Length);
        }
    }

    private static bool HasIt(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? had)
        && had.Any(h => h.Equals(EntityTagHeaderValue.Any) || h.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
}

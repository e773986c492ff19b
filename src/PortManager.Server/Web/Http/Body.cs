using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PortManager.Server.Web.Http;

/// <summary>Sends what is in memory already.</summary>
internal static class Body
{
    /// <summary>What is copied for a client at a time: one that does not read costs no more.</summary>
    private const int PieceLength = 8 * 1024;

    /// <summary>What Kestrel keeps for a request, about.</summary>
    private const int RequestLength = 16 * 1024;

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
            // All of the body is kept in memory until the last piece has gone.
            if (!await SendAsync(context, piece, kept: piece.Length + bytes.Length))
                return;
        }
    }

    /// <summary>Sends a part of a body, and returns when the kernel has it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytes">The part.</param>
    /// <param name="kept">How many bytes are kept for the client meanwhile, and count as unread.</param>
    /// <returns>False when the client is gone.</returns>
    public static async ValueTask<bool> SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, int kept)
    {
        ValueTask<FlushResult> flush = context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        if (flush.IsCompleted)
            return !(await flush).IsCompleted;
        ClientConnection client = ClientConnection.Of(context);
        client.CountUnread(kept + RequestLength);
        try
        {
            return !(await flush).IsCompleted;
        }
        finally
        {
            client.CountUnread(-kept - RequestLength);
        }
    }

    private static bool HasIt(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? had)
        && had.Any(h => h.Equals(EntityTagHeaderValue.Any) || h.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
}

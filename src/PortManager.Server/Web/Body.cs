using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PortManager.Server.Web;

/// <summary>Sends what is in memory already.</summary>
internal static class Body
{
    /// <summary>What is copied for a client at a time: one that does not read costs no more.</summary>
    private const int PieceLength = 16 * 1024;

    /// <summary>Sends a body by its ETag: nothing to a client that has it.</summary>
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

    public static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        PipeWriter output = context.Response.BodyWriter;
        while (!bytes.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, PieceLength)];
            bytes = bytes[piece.Length..];
            if ((await output.WriteAsync(piece, context.RequestAborted)).IsCompleted)
                return;
        }
    }

    private static bool HasIt(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? had)
        && had.Any(h => h.Equals(EntityTagHeaderValue.Any) || h.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));
}

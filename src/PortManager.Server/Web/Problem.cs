using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PortManager.Server.Web.Api;

namespace PortManager.Server.Web;

/// <summary>What is wrong with a request (RFC 9457).</summary>
/// <param name="Title">The name of the status.</param>
/// <param name="Status">The status.</param>
/// <param name="Detail">A sentence that says what was expected.</param>
internal sealed record Problem(string Title, int Status, string Detail)
{
    /// <summary>Answers a request with a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        var problem = new Problem(ReasonPhrases.GetReasonPhrase(status), status, detail);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return Body.WriteAsync(context, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Types.Problem));
    }
}

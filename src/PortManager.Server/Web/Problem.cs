using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PortManager.Server.Web.Api;

namespace PortManager.Server.Web;

/// <summary>What is wrong with a request (RFC 9457).</summary>
internal sealed record Problem(
    [property: Description("The name of the status.")] string Title,
    [property: Description("The status.")] int Status,
    [property: Description("A sentence that says what is wrong, or was expected.")] string Detail)
{
    public const string ContentType = "application/problem+json";

    /// <summary>Answers a request with a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        var problem = new Problem(ReasonPhrases.GetReasonPhrase(status), status, detail);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return Body.WriteAsync(context, ContentType, JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Types.Problem));
    }
}

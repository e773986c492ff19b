using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PortManager.Server.Web.Http;

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
        return Body.WriteAsync(context, ContentType, JsonSerializer.SerializeToUtf8Bytes(problem, ProblemTypes.Default.Problem));
    }
}

/// <summary>How a problem is written as JSON; made by the compiler.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemTypes : JsonSerializerContext;

using Microsoft.AspNetCore.Http;

namespace PortManager.Server.Web.Http;

/// <summary>What tells browsers to run nothing here but our own files, and to show them nowhere else.</summary>
internal static class SecurityHeaders
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddTo(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        // Pages from elsewhere can neither embed nor load what is here.
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}

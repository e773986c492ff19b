using System.Reflection;
using Microsoft.AspNetCore.Http;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web;

/// <summary>The files of the web page, which are part of the program.</summary>
internal sealed class Assets
{
    private const string Prefix = "web/";
    private const string Index = "index.html";
    private const string Lab = "lab.html";

    private readonly Dictionary<string, Entity> _files = Load();

    public Task ServeIndexAsync(HttpContext context, string _) => ServeAsync(context, Index);

    public Task ServeLabAsync(HttpContext context) => ServeAsync(context, Lab);

    public Task ServeAsync(HttpContext context, string name) => _files.TryGetValue(name, out Entity? file)
        ? Body.WriteAsync(context, file)
        : Problem.WriteAsync(context, StatusCodes.Status404NotFound, "the page has no such file");

    private static Dictionary<string, Entity> Load()
    {
        Assembly program = typeof(Assets).Assembly;
        return program.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => new Entity(TypeOf(name), Read(program, name)), StringComparer.Ordinal);
    }

    private static byte[] Read(Assembly program, string name)
    {
        using Stream resource = program.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    };
}

using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace PortManager.Server.Web.Http;

/// <summary>One resource.</summary>
/// <param name="Path">Its path; <c>{name}</c> at its end stands for one segment.</param>
/// <param name="ServeAsync">Answers a GET or HEAD; its second argument is that segment, else empty.</param>
internal sealed record Route(string Path, Func<HttpContext, string, Task> ServeAsync)
{
    private readonly int _open = Path.IndexOf('{');

    /// <summary>How it is described; null for what is no interface for programs.</summary>
    public Operation? Operation { get; init; }

    /// <summary>Whether it is answered whatever name of the host was asked for: what programs watch over the daemon with, and no page needs.</summary>
    public bool IsForAnyName { get; init; }

    /// <summary>Whether a path is this resource's.</summary>
    /// <param name="path">The path of a request, decoded.</param>
    /// <param name="argument">The segment that stands for <c>{name}</c>.</param>
    public bool Matches(string path, out string argument)
    {
        argument = "";
        if (_open < 0)
            return path == Path;
        if (!path.AsSpan().StartsWith(Path.AsSpan(0, _open)) || path.Length == _open || path.IndexOf('/', _open) >= 0)
            return false;
        argument = path[_open..];
        return true;
    }
}

/// <summary>What a resource gives to whom: its row in the OpenAPI document.</summary>
/// <param name="Id">Its name, for generated clients.</param>
/// <param name="Summary">What it gives.</param>
/// <param name="ContentType">What its body is.</param>
/// <param name="Type">The body's type; null for text.</param>
internal sealed record Operation(string Id, string Summary, string ContentType = Operation.Json, JsonTypeInfo? Type = null)
{
    public const string Json = "application/json";
    public const string Text = "text/plain";

    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>The statuses of problems, and when they come.</summary>
    public IReadOnlyList<(int Status, string When)> Problems { get; init; } = [];
}

/// <summary>What can be said in a request.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">query, header or path.</param>
/// <param name="Description">What it does.</param>
internal sealed record Parameter(string Name, string In, string Description)
{
    public bool IsInQuery => In == "query";

    /// <summary>integer or string.</summary>
    public string Type { get; init; } = "string";

    /// <summary>The values that it can have; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

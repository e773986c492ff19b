using Microsoft.AspNetCore.Http;

namespace PortManager.Server.Web;

/// <summary>One resource.</summary>
/// <param name="Path">Its path; <c>{name}</c> at its end stands for one segment.</param>
/// <param name="ServeAsync">Answers a GET or HEAD; its second argument is that segment, else empty.</param>
internal sealed record Route(string Path, Func<HttpContext, string, Task> ServeAsync)
{
    private readonly int _open = Path.IndexOf('{');

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

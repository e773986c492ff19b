namespace PortManager.Server.Web;

/// <summary>Every resource that there is.</summary>
internal sealed class Routes(Assets assets, Api.PortsResource ports)
{
    private readonly Route[] _all =
    [
        new("/", assets.ServeIndexAsync),
        new("/assets/{name}", assets.ServeAsync),
        new("/api/v1/ports", ports.ServeAllAsync),
        new("/api/v1/ports/{port}", ports.ServeOneAsync),
    ];

    /// <summary>The resource at a path; null when there is none.</summary>
    public Route? Find(string path, out string argument)
    {
        foreach (Route route in _all)
        {
            if (route.Matches(path, out argument))
                return route;
        }

        argument = "";
        return null;
    }
}

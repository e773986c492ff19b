using Microsoft.AspNetCore.Http;

namespace PortManager.Server.Web.Http;

/// <summary>The part of an address behind the question mark.</summary>
internal static class Query
{
    /// <summary>What is wrong with the parameters of a request, as a sentence; null when nothing is.</summary>
    public static string? Problem(HttpRequest request, Route route)
    {
        if (route.Operation is not { } operation)
            return null;
        string[] known = [.. operation.Parameters.Where(p => p.IsInQuery).Select(p => p.Name)];
        foreach (string name in request.Query.Keys)
        {
            if (!known.Contains(name))
                return known.Length == 0 ? "there are no parameters here" : $"the parameters here are {string.Join(", ", known)}";
            if (request.Query[name].Count > 1)
                return $"{name} is given more than once";
        }

        return null;
    }
}

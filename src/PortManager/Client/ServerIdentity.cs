namespace PortManager.Client;

/// <summary>What a port manager says of itself.</summary>
/// <param name="Product">Its name and version: <c>PortManager 1.2.3</c>; null if it is too old to say.</param>
/// <param name="Requests">The requests that it knows besides GIMME and LIST.</param>
internal sealed record ServerIdentity(string? Product, IReadOnlySet<string> Requests)
{
    /// <summary>A port manager that does not know VERSION.</summary>
    public static ServerIdentity Old { get; } = new(null, new HashSet<string>());
}

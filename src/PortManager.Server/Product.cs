namespace PortManager.Server;

/// <summary>What the daemon calls itself.</summary>
public static partial class Product
{
    /// <summary>The reply to VERSION: name and version.</summary>
    public const string Title = $"PortManager {Version}";
}

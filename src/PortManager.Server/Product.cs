using System.Reflection;

namespace PortManager.Server;

/// <summary>What the daemon calls itself.</summary>
public static class Product
{
    /// <summary>The version, as <c>1.2.3</c>.</summary>
    public static string Version { get; } = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>The reply to VERSION: name and version.</summary>
    public static string Title { get; } = $"PortManager {Version}";
}

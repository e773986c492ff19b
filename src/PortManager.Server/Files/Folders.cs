namespace PortManager.Server.Files;

/// <summary>Where files go.</summary>
internal static class Folders
{
    /// <summary>The home folder of who runs the daemon; null where there is none.</summary>
    public static string? Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null;
}

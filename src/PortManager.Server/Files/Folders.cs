namespace PortManager.Server.Files;

/// <summary>Where files go.</summary>
internal static class Folders
{
    /// <summary>The home folder of the user who runs the daemon; null if there is none.</summary>
    public static string? Home =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null;
}

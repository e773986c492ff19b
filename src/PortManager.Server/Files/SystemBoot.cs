namespace PortManager.Server.Files;

/// <summary>Which start of the system this is.</summary>
internal static class SystemBoot
{
    private const string IdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>A word that no other start of this or another system has; null if the kernel does not tell.</summary>
    public static string? Id()
    {
        try
        {
            return File.ReadAllText(IdFile).Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // There is no /proc.
            return null;
        }
    }
}

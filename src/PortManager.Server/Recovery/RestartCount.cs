using System.Globalization;
using PortManager.Server.Files;

namespace PortManager.Server.Recovery;

/// <summary>How often a daemon took over the allocations of the one before, in a file of the state folder.</summary>
internal static class RestartCount
{
    private const string Name = "restarts";
    private const int MaxLength = 32;

    /// <summary>The count; 0 where there is none.</summary>
    /// <param name="folder">The state folder; null where there is none.</param>
    /// <param name="survived">Whether this start is one more.</param>
    public static long Read(string? folder, bool survived)
    {
        long before = 0;
        if (folder is null)
            return survived ? 1 : 0;
        try
        {
            using OpenFolder own = StateFolder.OpenOwn(folder);
            if (own.Read(Name, MaxLength) is { } text)
                _ = long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out before);
            if (survived)
                AtomicFile.Replace(own, Name, string.Create(CultureInfo.InvariantCulture, $"{before + 1}\n"), OpenFolder.OwnFile);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // The journal, which is beside it, has said so.
        }

        return survived ? before + 1 : before;
    }
}

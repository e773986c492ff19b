using System.Globalization;
using PortManager.Server.Files;
using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>
/// Gives back the parts of the program that only its start needed: 5 MB of code, of which serving needs little. The system maps what is needed again from
/// its cache.
/// </summary>
internal static class ProgramPages
{
    /// <summary>When the start is long over.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private const string Maps = "/proc/self/maps";

    public static void Release()
    {
        try
        {
            // 00400000-00ab9000 r-xp 00000000 fe:01 1234   /usr/bin/portmanager
            foreach (string line in File.ReadLines(Maps).Where(IsCode))
            {
                string[] bounds = line[..line.IndexOf(' ', StringComparison.Ordinal)].Split('-');
                nint start = nint.Parse(bounds[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                nint end = nint.Parse(bounds[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                LibC.ReleasePages(start, end - start);
            }
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // They stay.
        }
    }

    // What can be executed and not written is as it is in the file.
    private static bool IsCode(string line) =>
        line.Contains(" r-xp ", StringComparison.Ordinal) && Environment.ProcessPath is { } program && line.EndsWith(program, StringComparison.Ordinal);
}

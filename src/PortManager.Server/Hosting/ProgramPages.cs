using System.Globalization;
using PortManager.Server.Files;
using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>
/// Gives back the parts of the program that only its start needed: code and constant data, of which serving needs little. The system maps what is needed again from
/// its cache.
/// </summary>
internal static class ProgramPages
{
    /// <summary>When the start is long over.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private const string Maps = "/proc/self/smaps";

    public static void Release()
    {
        try
        {
            // 00400000-00ab9000 r-xp 00000000 fe:01 1234   /usr/bin/portmanager
            // Anonymous:             0 kB
            string? mapping = null;
            foreach (string line in File.ReadLines(Maps))
            {
                if (IsRange(line))
                    mapping = IsOfProgram(line) ? line : null;
                else if (mapping is not null && line.StartsWith("Anonymous:", StringComparison.Ordinal) && line.EndsWith(" 0 kB", StringComparison.Ordinal))
                    Release(mapping);
            }
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // They stay.
        }
    }

    private static void Release(string mapping)
    {
        string[] bounds = mapping[..mapping.IndexOf(' ', StringComparison.Ordinal)].Split('-');
        nint start = nint.Parse(bounds[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        nint end = nint.Parse(bounds[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        LibC.ReleasePages(start, end - start);
    }

    // The names of all other lines begin with a capital letter.
    private static bool IsRange(string line) => line.Length > 0 && char.IsAsciiHexDigitLower(line[0]);

    // What cannot be written and has no page of its own is as it is in the file. The linker's tables cannot be written either, but were at the start.
    private static bool IsOfProgram(string line) =>
        (line.Contains(" r-xp ", StringComparison.Ordinal) || line.Contains(" r--p ", StringComparison.Ordinal))
        && Environment.ProcessPath is { } program && line.EndsWith(program, StringComparison.Ordinal);
}

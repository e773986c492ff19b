using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PortManager.Client;

/// <summary>
/// The users who may decide what is in the daemon's files: root, the user who runs this process, and the account that the shipped unit runs the daemon as. So root can start by
/// hand what the unit ran before, and clients believe the unit's port file.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class TrustedUser
{
    private const uint Root = 0;
    private const string Account = "portmanager";
    private const string Accounts = "/etc/passwd";

    /// <summary>Whether a user is root or the one who runs this process.</summary>
    public static bool IsRootOrSelf(uint user) => user == Root || user == EffectiveUser();

    /// <summary>Whether a user is one of them.</summary>
    public static bool Is(uint user) => IsRootOrSelf(user) || user == NumberOfAccount();

    // Not by the name service, which may ask a directory that hangs.
    private static uint? NumberOfAccount()
    {
        try
        {
            string? line = File.ReadLines(Accounts).FirstOrDefault(l => l.StartsWith($"{Account}:", StringComparison.Ordinal));
            return line?.Split(':') is [_, _, var number, ..]
                && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint user) ? user : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "geteuid", ExactSpelling = true)]
    private static extern uint EffectiveUser();
}

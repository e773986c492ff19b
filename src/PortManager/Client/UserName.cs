using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PortManager.Client;

/// <summary>The user who runs the process, found as Python's <c>getpass.getuser()</c> finds it; the user's number if there is no name.</summary>
internal static class UserName
{
    // Environment.UserName reads the password database, not the environment.
    public static string OfThisProcess() => Find(Environment.GetEnvironmentVariable, () => Environment.UserName, Number);

    /// <summary>
    /// Returns the first variable that is set and not empty, else the name in the password file, else the number: in a container a user often has
    /// no name.
    /// </summary>
    public static string Find(Func<string, string?> variable, Func<string> passwordFile, Func<string> number)
    {
        foreach (string name in (ReadOnlySpan<string>)["LOGNAME", "USER", "LNAME", "USERNAME"])
        {
            if (variable(name) is { Length: > 0 } user)
                return user;
        }

        return passwordFile() is { Length: > 0 } found ? found : number();
    }

    // Windows has a name for everybody.
    private static string Number() => OperatingSystem.IsWindows() ? "" : GetRealUser().ToString(CultureInfo.InvariantCulture);

    [UnsupportedOSPlatform("windows")]
    [DllImport("libc", EntryPoint = "getuid", ExactSpelling = true)]
    private static extern uint GetRealUser();
}

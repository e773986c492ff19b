namespace PortManager.Client;

/// <summary>Who runs the process, found as Python's <c>getpass.getuser()</c> finds it.</summary>
internal static class UserName
{
    // Environment.UserName asks the password database only, not the environment.
    public static string OfThisProcess() => Find(Environment.GetEnvironmentVariable, () => Environment.UserName);

    /// <summary>The first variable that is set and not empty, else what the password file says.</summary>
    public static string Find(Func<string, string?> variable, Func<string> passwordFile)
    {
        foreach (string name in (ReadOnlySpan<string>)["LOGNAME", "USER", "LNAME", "USERNAME"])
        {
            if (variable(name) is { Length: > 0 } user)
                return user;
        }

        return passwordFile();
    }
}

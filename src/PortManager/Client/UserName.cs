namespace PortManager.Client;

/// <summary>The user who runs the process, found as Python's <c>getpass.getuser()</c> finds it.</summary>
internal static class UserName
{
    // Environment.UserName reads the password database, not the environment.
    public static string OfThisProcess() => Find(Environment.GetEnvironmentVariable, () => Environment.UserName);

    /// <summary>Returns the first variable that is set and not empty, else the name in the password file.</summary>
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

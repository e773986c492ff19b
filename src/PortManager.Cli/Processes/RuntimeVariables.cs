namespace PortManager.Cli.Processes;

/// <summary>
/// Variables by which .NET's runtime is set, and which people export for other programs. The native program does not see them (src/Runtime/environment.c) until something
/// reads the whole environment, as ASP.NET does: from then on the runtime takes them from that copy.
/// </summary>
internal static class RuntimeVariables
{
    private const string Prefix = "DOTNET_";

    /// <summary>Forgets them. A program that starts others, which may need them, does not.</summary>
    public static void Forget()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsOne).ToArray())
            Environment.SetEnvironmentVariable(name, null);
    }

    private static bool IsOne(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}

namespace PortManager.Cli.Processes;

/// <summary>The names by which the one executable is called.</summary>
internal static class ProgramName
{
    public const string PortManager = "portmanager";
    public const string DaqPortManager = "DaqPortManager";
    public const string LsServices = "lsservices";

    /// <summary>The one of these names that is this process's.</summary>
    public static string Own { get; } = OfThisProcess() is (DaqPortManager or LsServices) and var name ? name : PortManager;

    /// <summary>The name by which this process was started: a link's own name, not what it points to.</summary>
    private static string OfThisProcess()
    {
        // The runtime's own answers name the file that the link points to.
        string commandLine = File.ReadAllText("/proc/self/cmdline");
        return Path.GetFileName(commandLine.Split('\0')[0]);
    }
}

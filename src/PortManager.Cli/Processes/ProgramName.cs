using System.Runtime.InteropServices;

namespace PortManager.Cli.Processes;

/// <summary>The names of the one executable.</summary>
internal static class ProgramName
{
    public const string PortManager = "portmanager";
    public const string DaqPortManager = "DaqPortManager";
    public const string PortMan = "portman";
    public const string LsServices = "lsservices";

    /// <summary>The name of this process: one of these.</summary>
    public static string Own { get; } = OfThisProcess() is (DaqPortManager or PortMan or LsServices) and var name ? name : PortManager;

    /// <summary>Returns the name by which this process was started. For a link this is the link's name, not its target's.</summary>
    private static string? OfThisProcess()
    {
        // The runtime's own properties name the target of the link, and /proc is not everywhere.
        nint name = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "program_invocation_name");
        return Path.GetFileName(Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(name)));
    }
}

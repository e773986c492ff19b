using Microsoft.Win32.SafeHandles;
using PortManager.Cli.Native;

namespace PortManager.Cli.Processes;

/// <summary>The terminal that controls this process.</summary>
internal static class Terminal
{
    /// <summary>Returns whether this process is in the foreground of a terminal, so that its keys send signals to it and its children.</summary>
    public static bool IsInForeground()
    {
        try
        {
            using SafeFileHandle terminal = File.OpenHandle("/dev/tty");
            return PosixCalls.ForegroundGroup((int)terminal.DangerousGetHandle()) == PosixCalls.ProcessGroup();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

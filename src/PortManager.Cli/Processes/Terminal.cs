using Microsoft.Win32.SafeHandles;
using PortManager.Cli.Native;

namespace PortManager.Cli.Processes;

/// <summary>The terminal that controls this process, and the one that its output goes to.</summary>
internal static class Terminal
{
    private const int DefaultColumns = 80;

    /// <summary>The width of the terminal that the output goes to; null if it goes elsewhere.</summary>
    public static int? OutputColumns { get; } =
        PosixCalls.GetWindowSize(PosixCalls.StandardOutput, PosixCalls.GetWindowSizeRequest, out PosixCalls.WindowSize size) != 0 ? null
        : size.Columns > 0 ? size.Columns
        : DefaultColumns;

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

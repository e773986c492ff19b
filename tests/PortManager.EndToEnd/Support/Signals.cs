using System.Runtime.InteropServices;

namespace PortManager.EndToEnd.Support;

/// <summary>Signals to processes, by name.</summary>
internal static partial class Signals
{
    private static readonly Dictionary<string, int> s_numbers = new()
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["USR2"] = 12,
        ["TERM"] = 15,
        ["CONT"] = 18,
        ["STOP"] = 19,
        ["WINCH"] = 28,
    };

    public static void Send(int processId, string name) => Assert.Equal(0, Kill(processId, s_numbers[name]));

    /// <summary>Sends one to a process that may have ended.</summary>
    public static void SendIfRunning(int processId, string name) => _ = Kill(processId, s_numbers[name]);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

using System.Globalization;
using PortManager.Server.Native;

namespace PortManager.Server.Systemd;

/// <summary>The descriptors that systemd passed to this process: sd_listen_fds_with_names(3).</summary>
internal static class PassedDescriptors
{
    private const int First = 3; // SD_LISTEN_FDS_START
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>Takes them: a second call, and a child process, gets none.</summary>
    public static IReadOnlyList<(int Descriptor, string Name)> Take()
    {
        (int passed, string[] names) = Read(
            Environment.GetEnvironmentVariable("LISTEN_PID"),
            Environment.GetEnvironmentVariable("LISTEN_FDS"),
            Environment.GetEnvironmentVariable("LISTEN_FDNAMES"),
            Environment.ProcessId);
        foreach (string variable in (ReadOnlySpan<string>)["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"])
            Environment.SetEnvironmentVariable(variable, null);

        var descriptors = new List<(int, string)>();
        for (int i = 0; i < passed && IsPassed(First + i); i++)
        {
            _ = LibC.ControlFile(First + i, SetDescriptorFlags, CloseOnExec);
            descriptors.Add((First + i, i < names.Length ? names[i] : ""));
        }

        return descriptors;
    }

    /// <summary>How many descriptors the variables say were passed to a process, and under which names: fewer or more of them, maybe.</summary>
    public static (int Count, string[] Names) Read(string? process, string? count, string? names, int processId) =>
        process == processId.ToString(CultureInfo.InvariantCulture) && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int passed)
            ? (passed, (names ?? "").Split(':'))
            : (0, []);

    // The count may be too high. What this process opened itself is closed at exec, and what was passed cannot be.
    private static bool IsPassed(int descriptor) => LibC.ControlFile(descriptor, LibC.GetDescriptorFlags) == 0;
}

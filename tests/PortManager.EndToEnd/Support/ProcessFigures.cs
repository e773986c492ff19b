using System.Globalization;

namespace PortManager.EndToEnd.Support;

/// <summary>What the kernel says a process uses, and lets it use.</summary>
internal static class ProcessFigures
{
    /// <summary>The memory that is resident, in kB.</summary>
    public static long Resident(int processId) => Status(processId, "VmRSS:");

    /// <summary>The most memory that was ever resident since <see cref="ForgetPeak"/>, in kB.</summary>
    public static long Peak(int processId) => Status(processId, "VmHWM:");

    public static void ForgetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    /// <summary>How many file descriptors are open.</summary>
    public static int Descriptors(int processId) => Directory.GetFileSystemEntries($"/proc/{processId}/fd").Length;

    /// <summary>Whether SIGSTOP has come to each of its threads.</summary>
    public static bool IsStopped(int processId) => EachThreadIs('T', processId);

    /// <summary>Whether each of its threads waits for something to do. One that spins is never found so.</summary>
    public static bool IsAsleep(int processId) => EachThreadIs('S', processId);

    /// <summary>Limits how many file descriptors it may have: those that are open stay.</summary>
    public static async Task LimitDescriptorsAsync(int processId, int limit)
    {
        await using RunningProgram program = RunningProgram.Start(
            "prlimit", ["--pid", processId.ToString(CultureInfo.InvariantCulture), $"--nofile={limit.ToString(CultureInfo.InvariantCulture)}:"]);
        Assert.Equal(0, await program.EndedAsync());
    }

    private static bool EachThreadIs(char state, int processId) =>
        Directory.GetDirectories($"/proc/{processId}/task").All(thread => (StateOf(thread) ?? state) == state);

    /// <summary>The state of a thread as a letter; null if it has ended.</summary>
    private static char? StateOf(string thread)
    {
        try
        {
            return File.ReadLines($"{thread}/status").Single(l => l.StartsWith("State:\t", StringComparison.Ordinal))["State:\t".Length];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Status(int processId, string name)
    {
        string line = File.ReadLines($"/proc/{processId}/status").Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

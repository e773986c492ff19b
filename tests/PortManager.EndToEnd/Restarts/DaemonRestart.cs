using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>A daemon in the place of one that has ended: the same port, pool and state folder, and no stored connections.</summary>
internal static class DaemonRestart
{
    public static Task<Daemon> SuccessorAsync(this Daemon before, params string[] options) =>
        before.SuccessorAsync(shell: null, options);

    /// <summary>The same with another wall clock.</summary>
    public static Task<Daemon> SuccessorAsync(this Daemon before, FakeClock? clock, params string[] options) =>
        before.SuccessorAsync(clock?.Shell, options);

    /// <summary>The same after commands of a shell.</summary>
    public static Task<Daemon> SuccessorAsync(this Daemon before, string? shell, string[] options) =>
        Daemon.StartAsync(
            ports: 1,
            options: ["--listen", $"127.0.0.1:{before.Port}", "--ports", $"{before.Ports.Low}-{before.Ports.High}", "--state", before.StateFolder, .. LongGrace(options), .. options],
            shell: shell);

    // On a slow machine the usual grace may end before a test has said what it has to.
    private static string[] LongGrace(string[] options) => options.Contains("--grace") ? [] : ["--grace", "3600"];

    /// <summary>A value of the reply to STATUS.</summary>
    public static string Status(this LineClient client, string key) =>
        client.Listing("STATUS").Single(row => row.StartsWith(key + " ", StringComparison.Ordinal))[(key.Length + 1)..];

    /// <summary>The states of all ports in the reply to DETAIL, in its order.</summary>
    public static string[] States(this LineClient client) =>
        [.. client.Listing("DETAIL").Select(row => row.Split(" state ")[1].Split(' ')[0])];
}

using System.Diagnostics;

namespace PortManager.EndToEnd.Support;

/// <summary>A daemon on a host of its own, and another host with a wire to it: network namespaces.</summary>
internal static class TwoHosts
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Support", "scripts", "two_hosts.sh");
    private static readonly string s_ask = Path.Combine(AppContext.BaseDirectory, "Faults", "scripts", "ask.py");

    /// <summary>Plays a scenario, which is a piece of shell (see two_hosts.sh), and gives the lines that it printed.</summary>
    /// <param name="scenario">What happens.</param>
    /// <param name="options">Further options of the daemon.</param>
    public static async Task<string[]> PlayAsync(string scenario, params string[] options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("portmanager-test-");
        try
        {
            // An ordinary user may have a network of his own where he is root.
            string[] own = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
            await using RunningProgram program = RunningProgram.Start(new ProcessStartInfo(
                "unshare", [.. own, "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", s_script, s_ask, PortManagerProgram.Exe, folder.FullName, scenario, .. options]));
            ProgramResult result = await program.ResultAsync();
            Assert.True(result.ExitCode == 0, result.Errors);
            return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

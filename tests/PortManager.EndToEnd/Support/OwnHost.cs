using System.Diagnostics;

namespace PortManager.EndToEnd.Support;

/// <summary>A host of its own, as namespaces: its port 30000 and its /var/tmp are nobody else's.</summary>
internal static class OwnHost
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Support", "scripts", "own_host.sh");

    /// <summary>Plays a scenario, which is a piece of shell (see own_host.sh), and gives all that it and what it started wrote.</summary>
    public static async Task<string[]> PlayAsync(string scenario)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("portmanager-test-");
        try
        {
            string[] own = Environment.IsPrivilegedProcess ? [] : ["--map-root-user"];
            await using RunningProgram program = RunningProgram.Start(new ProcessStartInfo(
                "unshare",
                [
                    .. own, "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                    "/bin/sh", s_script, PortManagerProgram.Exe, folder.FullName, scenario,
                ]));
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

using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>The verbs of the command line, asked of one daemon.</summary>
internal static class DaemonExtensions
{
    /// <summary>Runs a verb to its end.</summary>
    public static Task<ProgramResult> RunAsync(this Daemon daemon, params string[] args) =>
        PortManagerProgram.RunAsync(daemon.At(args));

    /// <summary>Starts a verb.</summary>
    public static RunningProgram Start(this Daemon daemon, params string[] args) => PortManagerProgram.Start(daemon.At(args));

    /// <summary>What find prints of everything.</summary>
    public static async Task<string> FindAsync(this Daemon daemon) => (await daemon.RunAsync("find")).Output;

    /// <summary>Waits until it lists nothing: the end of a program is seen by the daemon in its own time.</summary>
    public static Task AdvertisesNothingAsync(this Daemon daemon) =>
        Eventually.Holds("nothing is advertised", async () => await daemon.FindAsync() == "");

    private static string[] At(this Daemon daemon, string[] args) =>
        [args[0], "--host", "127.0.0.1", "--port", daemon.Port.ToString(CultureInfo.InvariantCulture), .. args[1..]];
}

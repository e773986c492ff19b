using PortManager.Cli.Commands;
using PortManager.Cli.Errors;
using PortManager.Cli.Processes;

namespace PortManager.Cli.Usage;

/// <summary>Slows systemd down if it starts a daemon whose options are wrong, again and again.</summary>
// The unit restarts at once and without a limit, as systemd keeps the connections only for a unit that it restarts.
internal static class RestartDelay
{
    private const string SystemdSocket = "NOTIFY_SOCKET";

    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(30);

    /// <summary>Waits half a minute if the command line is that of a daemon under systemd, and is wrong. Signals end the wait, and the program.</summary>
    public static Task WaitAsync(string programName, string[] args, Failure failure)
    {
        bool isDaemon = programName is ProgramName.DaqPortManager or ProgramName.PortMan || args is [ServeCommand.Name, ..];
        bool isRestarted = Environment.GetEnvironmentVariable(SystemdSocket) is { Length: > 0 } && !args.Contains(ServeCommand.CheckOption);
        return isDaemon && isRestarted && failure.ExitCode == ExitCode.Usage ? Task.Delay(s_delay) : Task.CompletedTask;
    }
}

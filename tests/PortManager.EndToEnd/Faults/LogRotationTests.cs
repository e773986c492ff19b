using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>A log that logrotate takes care of.</summary>
public sealed class LogRotationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_that_is_copied_and_cut_goes_on_at_its_beginning()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        await LogsAsync(daemon, client, "before");

        await RotateAsync(daemon, "copytruncate");
        await LogsAsync(daemon, client, "between");
        await RotateAsync(daemon, "copytruncate");
        await LogsAsync(daemon, client, "after");

        Assert.All((string[])[daemon.Log, daemon.Log + ".1", daemon.Log + ".2"], log => Assert.DoesNotContain('\0', File.ReadAllText(log)));
        Assert.Contains("before", File.ReadAllText(daemon.Log + ".2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_moved_away_is_made_anew_at_SIGHUP()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        await LogsAsync(daemon, client, "before");

        await RotateAsync(daemon, "nocreate", "postrotate", $"kill -HUP {daemon.Id}", "endscript");
        await Eventually.Holds("there is a new log", () => File.Exists(daemon.Log));
        await LogsAsync(daemon, client, "after");

        string rotated = await File.ReadAllTextAsync(daemon.Log + ".1", TestContext.Current.CancellationToken);
        Assert.Contains("before", rotated, StringComparison.Ordinal);
        Assert.DoesNotContain("after of u", rotated, StringComparison.Ordinal);
    }

    private static async Task LogsAsync(Daemon daemon, LineClient client, string service)
    {
        int port = client.Gimme(service);
        await Eventually.Holds(
            "the log has it", () => File.ReadAllText(daemon.Log).Contains($"allocated port {port} to {service}", StringComparison.Ordinal));
    }

    private async Task RotateAsync(Daemon daemon, params string[] directives)
    {
        string configuration = Path.Combine(_folder, "logrotate.conf");
        await File.WriteAllLinesAsync(configuration, [$"{daemon.Log} {{", "rotate 5", "nocompress", .. directives, "}"]);
        await using RunningProgram logrotate = RunningProgram.Start("/usr/sbin/logrotate", ["--force", "--state", Path.Combine(_folder, "state"), configuration]);
        ProgramResult result = await logrotate.ResultAsync();
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
    }
}

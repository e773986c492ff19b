using Microsoft.Extensions.Logging;
using PortManager.Server.Logging;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Logging;

[Collection(Alone.Name)]
public sealed class LogFileTests : IDisposable
{
    private const int WarningId = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly Home _home;
    private readonly RecordingLogger<OperatorConsole> _notified = new();
    private readonly OperatorConsole _console = new();
    private readonly List<LogFile> _logs = [];

    public LogFileTests()
    {
        _home = new Home(_folder["home"]);
        _console.Log = _notified;
    }

    [Fact]
    public async Task Each_event_is_a_line_in_order()
    {
        LogFile log = Open(_folder["log"]);
        Assert.Equal(_folder["log"], await OpenedAsync(log));

        log.Add(LogLevel.Information, "allocated port 30001");
        log.Add(LogLevel.Warning, "bad request");
        log.Finish(Patience.Limit);

        string host = Environment.MachineName;
        Assert.Equal(
            $"info   {FixedTime.Written} {host} allocated port 30001\nwarning   {FixedTime.Written} {host} bad request\n",
            File.ReadAllText(_folder["log"]));
        Assert.Empty(_notified.Ids);
    }

    [Fact]
    public void What_an_earlier_daemon_wrote_stays()
    {
        File.WriteAllText(_folder["log"], "before\n");
        LogFile log = Open(_folder["log"]);

        log.Add(LogLevel.Information, "after");
        log.Finish(Patience.Limit);

        Assert.Equal(["before", "after"], Messages(_folder["log"]));
    }

    [Fact]
    public void A_folder_that_is_missing_is_made()
    {
        LogFile log = Open(_folder["a/b/log"]);

        log.Add(LogLevel.Information, "one");
        log.Finish(Patience.Limit);

        Assert.Equal(["one"], Messages(_folder["a/b/log"]));
        Assert.Empty(_notified.Ids);
    }

    [Fact]
    public void It_can_be_renamed_and_reopened_and_no_line_is_lost()
    {
        LogFile log = Open(_folder["log"]);
        log.Add(LogLevel.Information, "one");
        Patience.Until(() => Messages(_folder["log"]).Length == 1);

        File.Move(_folder["log"], _folder["log.1"]);
        log.Add(LogLevel.Information, "two");
        Patience.Until(() => Messages(_folder["log.1"]).Length == 2);
        log.Reopen(Nothing);
        Patience.Until(() => File.Exists(_folder["log"]));
        log.Add(LogLevel.Information, "three");
        log.Finish(Patience.Limit);

        Assert.Equal(["one", "two"], Messages(_folder["log.1"]));
        Assert.Equal(["three"], Messages(_folder["log"]));
    }

    [Fact]
    public void That_it_was_reopened_is_said_when_it_was()
    {
        LogFile log = Open(_folder["log"]);
        log.Add(LogLevel.Information, "one");
        Patience.Until(() => Messages(_folder["log"]).Length == 1);

        File.Move(_folder["log"], _folder["log.1"]);
        log.Reopen(() => log.Add(LogLevel.Information, "reopened"));
        Patience.Until(() => Messages(_folder["log"]).Length == 1);
        log.Finish(Patience.Limit);

        Assert.Equal(["one"], Messages(_folder["log.1"]));
        Assert.Equal(["reopened"], Messages(_folder["log"]));
    }

    [Fact]
    public void Where_it_could_not_be_reopened_it_is_not_said_until_it_can()
    {
        LogFile log = Open(_folder["log"]);
        log.Add(LogLevel.Information, "one");
        Patience.Until(() => Messages(_folder["log"]).Length == 1);
        File.Move(_folder["log"], _folder["log.1"]);
        Directory.CreateDirectory(_folder["log"]);

        log.Reopen(() => log.Add(LogLevel.Information, "reopened"));
        log.Add(LogLevel.Information, "two");
        Patience.Until(() => Messages(_folder["home/log"]).Length == 1);
        Directory.Delete(_folder["log"]);
        log.Reopen(() => log.Add(LogLevel.Information, "again"));
        Patience.Until(() => Messages(_folder["log"]).Length == 1);
        log.Finish(Patience.Limit);

        Assert.Equal(["two"], Messages(_folder["home/log"]));
        Assert.Equal(["again"], Messages(_folder["log"]));
    }

    [Fact]
    public async Task A_folder_in_its_place_is_called_that()
    {
        Directory.CreateDirectory(_folder["log"]);
        LogFile log = Open(_folder["log"]);

        Assert.Equal(_folder["home/log"], await OpenedAsync(log));

        Assert.Equal(
            $"cannot write the log {_folder["log"]} (is a folder): it is {_folder["home/log"]} instead", Assert.Single(_notified.Messages));
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_is_in_the_home_folder_which_is_said()
    {
        string wanted = Path.Combine(_folder.BelowAFile, "portmanager.log");
        LogFile log = Open(wanted);

        log.Add(LogLevel.Information, "one");
        log.Finish(Patience.Limit);

        Assert.Equal(_folder["home/portmanager.log"], await OpenedAsync(log));
        Assert.Equal(["one"], Messages(_folder["home/portmanager.log"]));
        Assert.Equal([WarningId], _notified.Ids);
        Assert.Contains(wanted, Assert.Single(_notified.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_can_be_no_log_that_is_said_once_and_the_daemon_goes_on()
    {
        using var noHome = new Home(_folder.File);
        LogFile log = Open(_folder.BelowAFile);
        Assert.Null(await OpenedAsync(log));

        log.Add(LogLevel.Information, "one");
        log.Reopen(() => Assert.Fail("it was not"));
        log.Add(LogLevel.Information, "two");
        log.Finish(Patience.Limit);

        Assert.Equal([WarningId], _notified.Ids);
    }

    [Fact]
    public void A_log_that_could_not_be_opened_begins_when_it_can()
    {
        using var noHome = new Home(_folder.File);
        LogFile log = Open(_folder["file/log"]);
        Patience.Until(() => _notified.Ids.Any());
        File.Delete(_folder["file"]);

        log.Add(LogLevel.Information, "one");
        log.Finish(Patience.Limit);

        Assert.Equal(["one"], Messages(_folder["file/log"]));
    }

    [Fact]
    public void A_full_disk_costs_lines_and_is_said_once()
    {
        LogFile log = Open("/dev/full");
        log.Add(LogLevel.Information, "one");
        Patience.Until(() => _notified.Ids.Any());

        log.Add(LogLevel.Information, "two");
        log.Finish(Patience.Limit);

        Assert.Equal([WarningId], _notified.Ids);
        Assert.Equal(
            "cannot write the log /dev/full (no space left): lines are lost until it can be written", Assert.Single(_notified.Messages));
    }

    [Fact]
    public void When_there_is_room_again_the_log_goes_on()
    {
        File.CreateSymbolicLink(_folder["log"], "/dev/full");
        LogFile log = Open(_folder["log"]);
        log.Add(LogLevel.Information, "one");
        Patience.Until(() => _notified.Ids.Any());
        File.Delete(_folder["log"]);

        log.Add(LogLevel.Information, "two");
        log.Finish(Patience.Limit);

        Assert.Equal(["two"], Messages(_folder["log"]));
    }

    public void Dispose()
    {
        foreach (LogFile log in _logs)
        {
            log.Finish(Patience.Limit);
            log.Dispose();
        }

        _console.Finish(Patience.Limit);
        _console.Dispose();
        _home.Dispose();
        _folder.Dispose();
    }

    private LogFile Open(string path)
    {
        var log = new LogFile(path, _console, new FixedTime());
        _logs.Add(log);
        log.Start();
        return log;
    }

    // A continuation may run on the writing thread, which the tests wait for.
    private static Task<string?> OpenedAsync(LogFile log)
    {
        Patience.Until(() => log.Opened.IsCompleted);
        return log.Opened;
    }

    private static void Nothing()
    {
    }

    private static string[] Messages(string path) =>
        File.Exists(path) ? [.. File.ReadAllLines(path).Select(l => l[(l.LastIndexOf(' ') + 1)..])] : [];
}

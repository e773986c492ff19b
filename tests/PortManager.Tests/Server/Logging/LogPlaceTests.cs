using Microsoft.Extensions.Logging;
using PortManager.Server.Logging;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Logging;

/// <summary>What others do to the file that the log is to be: none of it leads the daemon's lines anywhere else.</summary>
[Collection(Alone.Name)]
public sealed class LogPlaceTests : IDisposable
{
    private const uint Stranger = 64_999;

    private readonly TemporaryFolder _folder = new();
    private readonly Home _home;
    private readonly RecordingLogger<OperatorConsole> _notified = new();
    private readonly OperatorConsole _console = new();

    public LogPlaceTests()
    {
        _home = new Home(_folder["home"]);
        _console.Log = _notified;
    }

    [Fact]
    public void A_log_that_was_cut_by_logrotate_goes_on_at_its_beginning()
    {
        using LogFile log = Open("log");
        log.Add(LogLevel.Information, "one");
        Patience.Until(() => Messages("log").Length == 1);

        File.Copy(_folder["log"], _folder["log.1"]);
        using (var file = new FileStream(_folder["log"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(0);
        log.Add(LogLevel.Information, "two");
        log.Finish(Patience.Limit);

        Assert.Equal(["two"], Messages("log"));
        Assert.DoesNotContain((byte)0, File.ReadAllBytes(_folder["log"]));
    }

    [Fact]
    public void Two_writers_of_one_file_keep_each_others_lines()
    {
        using LogFile one = Open("log");
        using LogFile other = Open("log");
        for (int i = 0; i < 5; i++)
        {
            (i % 2 == 0 ? one : other).Add(LogLevel.Information, $"{i}");
            Patience.Until(() => Messages("log").Length == i + 1);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], Messages("log"));
    }

    [Fact]
    public void One_that_nobody_rotates_is_moved_aside_when_it_is_too_long()
    {
        var log = new LogFile(_folder["log"], _console, new FixedTime(), maxLength: 200);
        log.Start();
        string[] lines = [.. Enumerable.Range(0, 40).Select(i => $"line-{i}")];
        foreach (string line in lines)
        {
            log.Add(LogLevel.Information, line);
            Patience.Until(() => Lines().Contains(line));
        }

        log.Finish(Patience.Limit);
        log.Dispose();

        Assert.Equal(["home", "log", "log.old"], _folder.Names());
        Assert.InRange(new FileInfo(_folder["log.old"]).Length, 200, 400);
        Assert.Contains($"the log {_folder["log"]} was longer than 200 bytes: it is {_folder["log.old"]} now; have it rotated", _notified.Messages);

        string[] Lines() => [.. ((string[])["log.old", "log"]).SelectMany(MessagesIfThere)];

        // It may be moved aside at any moment.
        string[] MessagesIfThere(string name)
        {
            try
            {
                return [.. Messages(name)];
            }
            catch (FileNotFoundException)
            {
                return [];
            }
        }
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-x")]
    public void A_lock_that_somebody_has_on_it_is_not_obeyed(string kind)
    {
        File.WriteAllText(_folder["log"], "");
        using var locked = new FileStream(_folder["log"], FileMode.Open, FileAccess.ReadWrite, kind == "-x" ? FileShare.None : FileShare.Read);

        Write("log");

        Assert.Empty(_notified.Messages);
        locked.Position = 0;
        Assert.EndsWith(" one\n", new StreamReader(locked).ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_of_somebody_else_in_its_place_is_not_followed()
    {
        File.WriteAllText(_folder["precious"], "old");
        MakeOpenFolder();
        File.CreateSymbolicLink(_folder["open/log"], _folder["precious"]);
        SpecialFiles.GiveAway(_folder["open/log"], Stranger);

        Write("open/log");

        AssertAtHome("open/log", "is a link");
        Assert.Equal("old", File.ReadAllText(_folder["precious"]));
    }

    [Fact]
    public void A_link_of_somebody_else_in_the_place_of_its_folder_is_not_followed()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        MakeOpenFolder();
        File.CreateSymbolicLink(_folder["open/logs"], _folder["elsewhere"]);
        SpecialFiles.GiveAway(_folder["open/logs"], Stranger);

        Write("open/logs/log");

        AssertAtHome("open/logs/log", $"{_folder["open/logs"]} is a link that somebody else can change: put a folder in its place");
        Assert.Empty(Directory.GetFileSystemEntries(_folder["elsewhere"]));
    }

    [Fact]
    public void A_link_of_the_operators_is_followed_be_it_the_file_or_its_folder()
    {
        Directory.CreateDirectory(_folder["big disk"]);
        File.CreateSymbolicLink(_folder["logs"], "big disk");
        File.CreateSymbolicLink(_folder["big disk/log"], _folder["big disk/portmanager.log"]);

        Write("logs/log");

        Assert.Equal(["one"], Messages("big disk/portmanager.log"));
        Assert.Empty(_notified.Messages);
    }

    [Fact]
    public void A_file_that_belongs_to_somebody_else_is_not_written_to()
    {
        File.WriteAllText(_folder["log"], "");
        SpecialFiles.GiveAway(_folder["log"], Stranger);

        Write("log");

        AssertAtHome("log", $"belongs to user {Stranger}, and not to root or the daemon's user: delete it, or change its owner");
        Assert.Empty(File.ReadAllText(_folder["log"]));
    }

    [Fact]
    public void A_file_that_everybody_may_write_to_is_not_written_to()
    {
        File.WriteAllText(_folder["log"], "");
        SpecialFiles.ChangeMode(_folder["log"], "666");

        Write("log");

        AssertAtHome("log", "everybody may write to it: change that with chmod o-w");
    }

    [Fact]
    public void A_hard_link_to_another_file_is_not_written_to()
    {
        File.WriteAllText(_folder["precious"], "old");
        SpecialFiles.MakeHardLink(_folder["precious"], _folder["log"]);

        Write("log");

        AssertAtHome("log", "is a file that has another name as well (a hard link): delete one of them");
        Assert.Equal("old", File.ReadAllText(_folder["precious"]));
    }

    [Fact]
    public void A_pipe_in_its_place_holds_up_nothing_and_is_called_that()
    {
        SpecialFiles.MakePipe(_folder["log"]);

        Write("log");

        AssertAtHome("log", "is a pipe");
    }

    [Theory]
    [InlineData(0x3F)] // 077
    [InlineData(0)]
    public void Everybody_may_read_it_and_nobody_else_write_it_whatever_the_umask(int mask)
    {
        UnixFileMode before = PortManager.Server.Native.LibC.SetCreationMask((UnixFileMode)mask);
        Write("new/log");
        PortManager.Server.Native.LibC.SetCreationMask(before);

        Assert.Equal("644", SpecialFiles.Mode(_folder["new/log"]));
        Assert.Equal("755", SpecialFiles.Mode(_folder["new"]));
    }

    public void Dispose()
    {
        _console.Finish(Patience.Limit);
        _console.Dispose();
        _home.Dispose();
        _folder.Dispose();
    }

    private void MakeOpenFolder()
    {
        Directory.CreateDirectory(_folder["open"]);
        SpecialFiles.ChangeMode(_folder["open"], "777");
    }

    private LogFile Open(string name)
    {
        var log = new LogFile(_folder[name], _console, new FixedTime());
        log.Start();
        return log;
    }

    private void Write(string name)
    {
        using LogFile log = Open(name);
        log.Add(LogLevel.Information, "one");
        log.Finish(Patience.Limit);
    }

    private void AssertAtHome(string name, string reason)
    {
        Assert.Equal(["one"], Messages($"home/log"));
        Assert.Equal($"cannot write the log {_folder[name]} ({reason}): it is {_folder["home/log"]} instead", Assert.Single(_notified.Messages));
    }

    private string[] Messages(string name) => !File.Exists(_folder[name]) ? [] : [.. File.ReadAllLines(_folder[name]).Select(l => l[(l.LastIndexOf(' ') + 1)..])];
}

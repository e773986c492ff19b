using PortManager.Client;
using PortManager.Server.Files;

namespace PortManager.Tests.Server.Files;

[Collection(Alone.Name)]
public sealed class PublishedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly PublishedFile _file;

    public PublishedFileTests() => _file = new PublishedFile("port file", _folder["listen.port"], _warnings.Add);

    [Fact]
    public void It_is_there_from_when_it_is_written_until_it_is_deleted()
    {
        Assert.Null(_file.Path);

        _file.Write("30000\n");
        Assert.Equal("30000\n", File.ReadAllText(_file.Path!));

        _file.Write("30001\n");
        Assert.Equal("30001\n", File.ReadAllText(_file.Path!));

        _file.Delete();
        Assert.Empty(_folder.Names());
        Assert.Empty(_warnings);
    }

    [Fact]
    public void What_another_daemon_has_written_since_is_not_deleted()
    {
        _file.Write("30000\n");
        File.WriteAllText(_folder["listen.port"], "30500\n");

        _file.Delete();

        Assert.Equal("30500\n", File.ReadAllText(_folder["listen.port"]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_file_that_was_never_written_is_not_deleted()
    {
        File.WriteAllText(_folder["listen.port"], "");

        _file.Delete();

        Assert.Equal(["listen.port"], _folder.Names());
    }

    [Fact]
    public void What_somebody_has_deleted_is_written_again()
    {
        var file = new PublishedFile("port file", _folder["a/listen.port"], _warnings.Add);
        file.Write("30000\n");
        Directory.Delete(_folder["a"], recursive: true);

        file.Restore();

        Assert.Equal("30000\n", File.ReadAllText(_folder["a/listen.port"]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void One_that_others_may_not_read_any_more_is_written_again_which_is_said()
    {
        _file.Write("30000\n");
        SpecialFiles.ChangeMode(_folder["listen.port"], "000");

        _file.Restore();
        _file.Restore();

        Assert.Equal("644", SpecialFiles.Mode(_folder["listen.port"]));
        Assert.Equal($"somebody has changed who may read the port file {_folder["listen.port"]}: it is written again", Assert.Single(_warnings));
    }

    [Theory]
    [InlineData("30500\n")]
    [InlineData("30000\n30500\n")]
    [InlineData("")]
    public void What_somebody_has_overwritten_is_written_again_which_is_said(string text)
    {
        _file.Write("30000\n");
        File.WriteAllText(_folder["listen.port"], text);

        _file.Restore();

        Assert.Equal("30000\n", File.ReadAllText(_folder["listen.port"]));
        Assert.Equal($"somebody has overwritten the port file {_folder["listen.port"]}: it is written again", Assert.Single(_warnings));
    }

    [Fact]
    public void What_somebody_overwrites_again_and_again_is_said_once()
    {
        _file.Write("30000\n");
        for (int i = 0; i < 3; i++)
        {
            File.WriteAllText(_folder["listen.port"], "30500\n");
            _file.Restore();
        }

        Assert.Single(_warnings);
    }

    [Fact]
    public void What_is_only_touched_stays_as_it_is()
    {
        _file.Write("30000\n");
        FileIdentity before = FileStatus.Of(_folder["listen.port"])!.Value.Identity;
        SpecialFiles.ChangeMode(_folder["listen.port"], "664");

        _file.Restore();

        Assert.Equal(before, FileStatus.Of(_folder["listen.port"])?.Identity);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_folder_where_everybody_may_replace_it_is_warned_of()
    {
        SpecialFiles.ChangeMode(_folder.Path, "777");

        _file.Write("30000\n");

        Assert.Equal(
            $"everybody may write to {_folder.Path}, so that the port file which others read there may be somebody else's: change that with chmod o-w",
            Assert.Single(_warnings));
    }

    [Fact]
    public void What_the_daemon_has_deleted_or_never_written_stays_away()
    {
        _file.Restore();
        Assert.Empty(_folder.Names());

        _file.Write("30000\n");
        _file.Delete();
        _file.Restore();
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void What_cannot_be_written_again_is_warned_of_once()
    {
        _file.Write("30000\n");
        Block();

        _file.Restore();
        _file.Restore();

        Assert.Single(_warnings);
    }

    [Fact]
    public void A_file_that_is_gone_already_is_no_reason_to_warn()
    {
        _file.Write("30000\n");
        File.Delete(_folder["listen.port"]);

        _file.Delete();

        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_device_is_not_deleted()
    {
        var file = new PublishedFile("usage file", "/dev/null", _warnings.Add);
        file.Write("");

        file.Delete();

        Assert.True(File.Exists("/dev/null"));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_pipe_in_its_place_stays_and_the_file_is_at_home()
    {
        using var home = new Home(_folder["home"]);
        SpecialFiles.MakePipe(_folder["listen.port"]);

        _file.Write("30000\n");

        Assert.Equal(_folder["home/listen.port"], _file.Path);
        Assert.Equal(
            $"cannot write the port file {_folder["listen.port"]} (is a pipe): it is {_folder["home/listen.port"]} instead",
            Assert.Single(_warnings));
    }

    [Fact]
    public void Where_it_cannot_be_it_is_at_home_from_then_on()
    {
        using var home = new Home(_folder["home"]);
        string wanted = Path.Combine(_folder.BelowAFile, "listen.port");
        var file = new PublishedFile("port file", wanted, _warnings.Add);

        file.Write("1");
        file.Write("2");

        Assert.Equal(_folder["home/listen.port"], file.Path);
        Assert.Equal("2", File.ReadAllText(_folder["home/listen.port"]));
        Assert.Contains(wanted, Assert.Single(_warnings), StringComparison.Ordinal);
        file.Delete();
        Assert.Empty(Directory.GetFiles(_folder["home"]));
    }

    [Fact]
    public void A_failure_is_warned_of_once_and_again_after_it_worked()
    {
        _file.Write("1");
        Block();
        _file.Write("2");
        _file.Write("3");
        Assert.Single(_warnings);
        Assert.Contains(_folder["listen.port"], Assert.Single(_warnings), StringComparison.Ordinal);

        Directory.Delete(_folder["listen.port"], recursive: true);
        _file.Write("4");
        Assert.Equal("4", File.ReadAllText(_folder["listen.port"]));

        File.Delete(_folder["listen.port"]);
        Block();
        _file.Write("5");
        Assert.Equal(2, _warnings.Count);
    }

    [Fact]
    public void A_failure_right_after_the_file_went_home_is_warned_of_too()
    {
        using var home = new Home(_folder["home"]);
        var file = new PublishedFile("usage file", Path.Combine(_folder.BelowAFile, "ports.txt"), _warnings.Add);
        file.Write("1");
        Directory.Delete(_folder["home"], recursive: true);
        File.WriteAllText(_folder["home"], "");

        file.Write("2");

        Assert.Equal(2, _warnings.Count);
    }

    public void Dispose() => _folder.Dispose();

    // A folder that is not empty cannot be replaced by a file, not even by root.
    private void Block()
    {
        File.Delete(_folder["listen.port"]);
        Directory.CreateDirectory(_folder["listen.port/in the way"]);
    }
}

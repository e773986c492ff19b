using System.Globalization;
using PortManager.Server.Files;
using PortManager.Server.Logging;

namespace PortManager.Tests.Server.Files;

public sealed class StateFolderTests : IDisposable
{
    private const int WarningId = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger<Notices> _log = new();
    private readonly Notices _notices = new();

    public StateFolderTests() => _notices.Log = _log;

    [Fact]
    public void It_is_made_where_there_is_none()
    {
        using StateFolder? state = StateFolder.Open(_folder["a/b"], 30000, _notices);

        Assert.Equal(_folder["a/b"], state?.Path);
        Assert.True(Directory.Exists(_folder["a/b"]));
        Assert.Empty(_log.Ids);
    }

    [Fact]
    public void One_daemon_at_a_time_has_it_and_the_other_is_told_who()
    {
        using StateFolder? state = StateFolder.Open(_folder["state"], 30000, _notices);

        var e = Assert.Throws<StateFolderInUseException>(() => StateFolder.Open(_folder["state"], 30001, _notices));

        Assert.Contains(_folder["state"], e.Message, StringComparison.Ordinal);
        Assert.Contains($" {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)};", e.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Ids);
    }

    [Fact]
    public void It_can_be_had_again_when_the_first_is_gone()
    {
        for (int i = 0; i < 3; i++)
        {
            using StateFolder? state = StateFolder.Open(_folder["state"], 30000, _notices);
            Assert.NotNull(state);
        }
    }

    [Fact]
    public void Who_is_refused_does_not_take_the_lock_from_who_has_it()
    {
        using StateFolder? state = StateFolder.Open(_folder["state"], 30000, _notices);
        for (int i = 0; i < 3; i++)
            Assert.Throws<StateFolderInUseException>(() => StateFolder.Open(_folder["state"], 30000, _notices));
    }

    [Fact]
    public void Two_folders_are_two_daemons()
    {
        using StateFolder? one = StateFolder.Open(_folder["one"], 30000, _notices);
        using StateFolder? other = StateFolder.Open(_folder["other"], 30000, _notices);

        Assert.NotNull(one);
        Assert.NotNull(other);
    }

    [Fact]
    public void Where_it_cannot_be_there_is_none_and_a_warning_names_it()
    {
        Assert.Null(StateFolder.Open(_folder.BelowAFile, 30000, _notices));

        Assert.Equal([WarningId], _log.Ids);
        Assert.Contains(_folder.BelowAFile, Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _notices.Finish(Patience.Limit);
        _notices.Dispose();
        _folder.Dispose();
    }
}

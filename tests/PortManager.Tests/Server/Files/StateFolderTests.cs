using System.Globalization;
using PortManager.Server.Files;

namespace PortManager.Tests.Server.Files;

public sealed class StateFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void It_is_made_where_there_is_none()
    {
        using StateFolder? state = StateFolder.Open(_folder["a/b"], 30000, _warnings.Add);

        Assert.Equal(_folder["a/b"], state?.Path);
        Assert.True(Directory.Exists(_folder["a/b"]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void One_daemon_at_a_time_has_it_and_the_other_is_told_who()
    {
        using StateFolder? state = StateFolder.Open(_folder["state"], 30000, _warnings.Add);

        var e = Assert.Throws<StateFolderInUseException>(() => StateFolder.Open(_folder["state"], 30001, _warnings.Add));

        Assert.Contains(_folder["state"], e.Message, StringComparison.Ordinal);
        Assert.Contains($" {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)};", e.Message, StringComparison.Ordinal);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void It_can_be_had_again_when_the_first_is_gone()
    {
        for (int i = 0; i < 3; i++)
        {
            using StateFolder? state = StateFolder.Open(_folder["state"], 30000, _warnings.Add);
            Assert.NotNull(state);
        }
    }

    [Fact]
    public void Who_is_refused_does_not_take_the_lock_from_who_has_it()
    {
        using StateFolder? state = StateFolder.Open(_folder["state"], 30000, _warnings.Add);
        for (int i = 0; i < 3; i++)
            Assert.Throws<StateFolderInUseException>(() => StateFolder.Open(_folder["state"], 30000, _warnings.Add));
    }

    [Fact]
    public void Two_folders_are_two_daemons()
    {
        using StateFolder? one = StateFolder.Open(_folder["one"], 30000, _warnings.Add);
        using StateFolder? other = StateFolder.Open(_folder["other"], 30000, _warnings.Add);

        Assert.NotNull(one);
        Assert.NotNull(other);
    }

    [Fact]
    public void Where_it_cannot_be_there_is_none_and_a_warning_names_it()
    {
        Assert.Null(StateFolder.Open(_folder.BelowAFile, 30000, _warnings.Add));

        Assert.Single(_warnings);
        Assert.Contains(_folder.BelowAFile, Assert.Single(_warnings), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

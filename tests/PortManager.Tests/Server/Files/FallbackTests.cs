using PortManager.Server.Files;

namespace PortManager.Tests.Server.Files;

[Collection(Alone.Name)]
public sealed class FallbackTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void Where_it_can_be_written_it_is_and_nothing_is_said()
    {
        using var home = new Home(_folder["home"]);

        Assert.Equal(_folder["log"], Choose(_folder["log"]));

        Assert.Equal(["home", "log"], _folder.Names());
        Assert.Empty(Directory.GetFiles(_folder["home"]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Where_it_cannot_it_goes_home_and_the_warning_names_the_file_the_reason_and_the_new_place()
    {
        using var home = new Home(_folder["home"]);
        string wanted = Path.Combine(_folder.BelowAFile, "ports.txt");

        Assert.Equal(_folder["home/ports.txt"], Choose(wanted));

        Assert.Equal("text", File.ReadAllText(_folder["home/ports.txt"]));
        string warning = Assert.Single(_warnings);
        Assert.Matches($"^cannot write the log {wanted} \\(.+\\): it is {_folder["home/ports.txt"]} instead$", warning);
    }

    [Fact]
    public void Where_it_cannot_go_home_either_the_warning_says_that_there_is_none()
    {
        using var home = new Home(_folder.File);
        string wanted = Path.Combine(_folder.BelowAFile, "ports.txt");

        Assert.Null(Choose(wanted));

        Assert.Matches($"^cannot write the log {wanted} \\(.+\\): there is none$", Assert.Single(_warnings));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_older_file_that_others_still_read_is_said_to_be_out_of_date(bool hasHome)
    {
        using var home = new Home(hasHome ? _folder["home"] : _folder.File);
        File.WriteAllText(_folder["ports.txt"], "30001\told\tfox\n");

        Fallback.Choose("usage file", _folder["ports.txt"], Open, _warnings.Add, isReadByOthers: true);

        string end = "what is there is not this daemon's, and out of date: delete it";
        Assert.EndsWith(
            hasHome ? $": it is {_folder["home/ports.txt"]} instead; {end}" : $": {end}", Assert.Single(_warnings), StringComparison.Ordinal);

        void Open(string path)
        {
            if (path == _folder["ports.txt"])
                throw new UnauthorizedAccessException();
            AtomicFile.Write(path, "new");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a\0b")]
    public void What_is_no_path_of_a_file_is_no_reason_to_fail(string path)
    {
        using var home = new Home(_folder["home"]);

        Assert.Null(Choose(path));

        Assert.Single(_warnings);
        Assert.Equal(["home"], _folder.Names());
        Assert.Empty(Directory.GetFiles(_folder["home"]));
    }

    [Fact]
    public void A_file_that_belongs_home_is_not_tried_twice()
    {
        using var home = new Home(_folder["home"]);
        int tries = 0;

        Assert.Null(Fallback.Choose("log", _folder["home/log"], _ => throw Tried(), _warnings.Add));

        Assert.Equal(1, tries);
        IOException Tried() => new($"{++tries}");
    }

    [Fact]
    public void A_defect_is_no_reason_to_go_elsewhere() => Assert.Throws<InvalidOperationException>(
        () => Fallback.Choose("log", _folder["log"], _ => throw new InvalidOperationException(), _warnings.Add));

    public void Dispose() => _folder.Dispose();

    private string? Choose(string path) => Fallback.Choose("log", path, p => AtomicFile.Write(p, "text"), _warnings.Add);
}

using PortManager.Server.Files;

namespace PortManager.Tests.Server.Files;

public sealed class FileProblemTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Problems => new()
    {
        { "missing/file", "no such folder" },
        { "file/below", "is a file|no such folder" },
        { "folder", "permission denied|is a folder" },
        { new string('x', 300), "the path is too long|file name too long" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void What_the_system_says_is_put_in_words(string path, string words)
    {
        File.WriteAllText(_folder["file"], "");
        Directory.CreateDirectory(_folder["folder"]);

        Exception problem = Assert.ThrowsAny<Exception>(() => File.WriteAllText(_folder[path], "text"));

        Assert.True(FileProblem.Is(problem));
        Assert.Matches($"^({words})$", FileProblem.Describe(problem));
    }

    [Fact]
    public void A_full_disk_is_called_that()
    {
        Exception problem = Assert.ThrowsAny<Exception>(() => File.WriteAllText("/dev/full", "text"));

        Assert.True(FileProblem.Is(problem));
        Assert.Equal("no space left", FileProblem.Describe(problem));
    }

    [Fact]
    public void A_file_where_a_folder_should_be_is_called_that()
    {
        Exception problem = Assert.ThrowsAny<Exception>(() => Directory.CreateDirectory(_folder.File));

        Assert.Equal("is a file", FileProblem.Describe(problem));
    }

    [Fact]
    public void A_defect_is_no_problem_of_a_file() => Assert.False(FileProblem.Is(new InvalidOperationException()));

    public void Dispose() => _folder.Dispose();
}

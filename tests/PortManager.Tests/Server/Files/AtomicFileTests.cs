using System.Text;
using PortManager.Server.Files;

namespace PortManager.Tests.Server.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("")]
    [InlineData("30000\n")]
    [InlineData("30001\ts\té\n")]
    public void What_is_written_is_there_without_a_byte_order_mark(string text)
    {
        AtomicFile.Write(_folder["ports.txt"], text);

        Assert.Equal(Encoding.UTF8.GetBytes(text), File.ReadAllBytes(_folder["ports.txt"]));
    }

    [Fact]
    public void The_folders_above_it_are_made()
    {
        AtomicFile.Write(_folder["a/b/ports.txt"], "text");

        Assert.Equal("text", File.ReadAllText(_folder["a/b/ports.txt"]));
    }

    [Fact]
    public void Who_reads_while_it_is_written_has_the_whole_old_text()
    {
        AtomicFile.Write(_folder["ports.txt"], "the old text");
        using StreamReader reader = File.OpenText(_folder["ports.txt"]);

        AtomicFile.Write(_folder["ports.txt"], "new");

        Assert.Equal("the old text", reader.ReadToEnd());
        Assert.Equal("new", File.ReadAllText(_folder["ports.txt"]));
    }

    [Fact]
    public async Task Who_reads_at_any_time_reads_a_whole_file()
    {
        string[] texts = [new('a', 3), new('b', 100_000), new('c', 5000)];
        AtomicFile.Write(_folder["ports.txt"], texts[0]);
        using var done = new CancellationTokenSource();
        Task<int> reading = Task.Run(() =>
        {
            int reads = 0;
            for (; !done.IsCancellationRequested || reads == 0; reads++)
                Assert.Contains(File.ReadAllText(_folder["ports.txt"]), texts);
            return reads;
        });

        for (int i = 0; i < 1000 && !reading.IsCompleted; i++)
            AtomicFile.Write(_folder["ports.txt"], texts[i % texts.Length]);
        await done.CancelAsync();

        Assert.True(await reading > 0);
    }

    [Fact]
    public void No_draft_is_left()
    {
        AtomicFile.Write(_folder["ports.txt"], "1");
        AtomicFile.Write(_folder["ports.txt"], "2");

        Assert.Equal(["ports.txt"], _folder.Names());
    }

    [Fact]
    public void No_draft_is_left_where_it_cannot_be_written()
    {
        Directory.CreateDirectory(_folder["ports.txt/in the way"]);

        Assert.True(FileProblem.Is(Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["ports.txt"], "text"))));

        Assert.Equal(["ports.txt"], _folder.Names());
        Assert.True(Directory.Exists(_folder["ports.txt/in the way"]));
    }

    [Fact]
    public void A_link_stays_a_link_and_what_it_points_to_is_written()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(_folder["elsewhere/target"], "old");
        File.CreateSymbolicLink(_folder["second"], "elsewhere/target");
        File.CreateSymbolicLink(_folder["first"], _folder["second"]);

        AtomicFile.Write(_folder["first"], "new");

        Assert.Equal(_folder["second"], new FileInfo(_folder["first"]).LinkTarget);
        Assert.Equal("elsewhere/target", new FileInfo(_folder["second"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder["elsewhere/target"]));
        Assert.Equal(["elsewhere", "first", "second"], _folder.Names());
    }

    [Fact]
    public void A_link_to_what_is_not_there_yet_makes_it()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["target"]);

        AtomicFile.Write(_folder["link"], "new");

        Assert.Equal(_folder["target"], new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder["target"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_device_is_written_to_and_never_replaced(bool throughLink)
    {
        File.CreateSymbolicLink(_folder["link"], "/dev/null");

        AtomicFile.Write(throughLink ? _folder["link"] : "/dev/null", "text");

        // A regular file would give the text back.
        Assert.Equal("", File.ReadAllText("/dev/null"));
        Assert.DoesNotContain(Directory.GetFiles("/dev", ".*"), f => f.Contains("null", StringComparison.Ordinal));
        Assert.Equal("/dev/null", new FileInfo(_folder["link"]).LinkTarget);
    }

    [Fact]
    public void A_file_in_shared_memory_is_a_file_and_no_device()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "this host has no /dev/shm");
        string path = $"/dev/shm/portmanager-test-{Guid.NewGuid()}";
        try
        {
            AtomicFile.Write(path, "the old text");
            using StreamReader reader = File.OpenText(path);
            AtomicFile.Write(path, "new");

            Assert.Equal("the old text", reader.ReadToEnd());
        }
        finally
        {
            File.Delete(path);
        }
    }

    public void Dispose() => _folder.Dispose();
}

using System.Net.Sockets;
using System.Text;
using PortManager.Client;
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
    public void A_draft_of_a_process_that_was_killed_is_in_nobodys_way()
    {
        File.WriteAllText(Draft, "half");

        AtomicFile.Write(_folder["ports.txt"], "text");

        Assert.Equal("text", File.ReadAllText(_folder["ports.txt"]));
        Assert.Equal(["ports.txt"], _folder.Names());
    }

    [Fact]
    public void A_link_in_the_place_of_the_draft_is_not_written_through()
    {
        File.WriteAllText(_folder["precious"], "old");
        File.CreateSymbolicLink(Draft, _folder["precious"]);

        AtomicFile.Write(_folder["ports.txt"], "text");

        Assert.Equal("old", File.ReadAllText(_folder["precious"]));
        Assert.Null(new FileInfo(_folder["ports.txt"]).LinkTarget);
        Assert.Equal("text", File.ReadAllText(_folder["ports.txt"]));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("link")]
    [InlineData("device")]
    public void A_device_is_written_to_and_never_replaced_or_deleted(string name)
    {
        string path = _folder[name];
        if (name == "link")
            File.CreateSymbolicLink(path, "/dev/null");
        else if (name == "device")
            SpecialFiles.MakeNull(path);

        AtomicFile.Write(path, "text");
        AtomicFile.Delete(path, "");

        // A regular file would give the text back.
        Assert.Equal("", File.ReadAllText(path));
        Assert.Equal(FileKind.CharacterDevice, FileStatus.OfTarget(path)?.Kind);
        Assert.Equal(name == "link" ? "/dev/null" : null, new FileInfo(path).LinkTarget);
        Assert.DoesNotContain(Directory.GetFiles("/dev", ".*"), f => f.Contains("null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pipe_is_refused_at_once_and_stays()
    {
        SpecialFiles.MakePipe(_folder["ports.txt"]);

        // Opening a pipe waits for the other end.
        Exception problem = await Task.Run(Refusal, TestContext.Current.CancellationToken).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        AtomicFile.Delete(_folder["ports.txt"], "");

        Assert.Equal("is a pipe", FileProblem.Describe(problem));
        Assert.Equal(FileKind.Pipe, FileStatus.Of(_folder["ports.txt"])?.Kind);
    }

    [Fact]
    public void A_socket_is_refused_and_stays()
    {
        using Socket socket = SpecialFiles.MakeSocket(_folder["ports.txt"]);

        Assert.Equal("is a socket", FileProblem.Describe(Refusal()));
        AtomicFile.Delete(_folder["ports.txt"], "");

        Assert.Equal(FileKind.Socket, FileStatus.Of(_folder["ports.txt"])?.Kind);
    }

    [Fact]
    public void An_empty_folder_is_refused_and_stays()
    {
        Directory.CreateDirectory(_folder["ports.txt"]);

        Assert.Equal("is a folder", FileProblem.Describe(Refusal()));

        Assert.True(Directory.Exists(_folder["ports.txt"]));
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

    private string Draft => _folder[$".ports.txt.{Environment.ProcessId}"];

    private Exception Refusal()
    {
        Exception problem = Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["ports.txt"], "text"));
        Assert.True(FileProblem.Is(problem));
        return problem;
    }
}

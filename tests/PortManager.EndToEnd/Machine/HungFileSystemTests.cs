using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>A file system that answers nothing any more, on which a program that holds a port has a file open, or the daemon its own files. Needs root.</summary>
public sealed class HungFileSystemTests
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Machine", "scripts", "hung_file.py");
    private static readonly string s_folderScript = Path.Combine(AppContext.BaseDirectory, "Machine", "scripts", "hung_folder.py");

    [Fact]
    public async Task Browsers_are_answered_and_the_daemon_ends_when_it_is_told_to()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("portmanager-test-");
        await using (Daemon daemon = await Daemon.StartAsync())
        {
            await using RunningProgram holder = RunningProgram.Start(
                "unshare", ["--mount", "python3", s_script, folder.FullName, daemon.Port.ToString(CultureInfo.InvariantCulture)]);
            string port = await holder.LineAsync();

            JsonElement row = HttpPeer.Json(daemon.Port, $"/api/v1/ports/{port}");

            Assert.StartsWith("python3", row.GetProperty("process").GetProperty("name").GetString(), StringComparison.Ordinal);
            Assert.Equal(0, await daemon.EndAsync("TERM"));
        }

        folder.Delete();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task With_its_files_there_the_daemon_serves_and_ends_in_good_order_when_it_is_told_to(string signal)
    {
        DirectoryInfo state = Directory.CreateTempSubdirectory("portmanager-test-");
        await using (Daemon daemon = await Daemon.StartAsync(options: ["--state", state.FullName], shell: PrivateMounts.Own))
        {
            await using RunningProgram hanging = await HangAsync(daemon);
            // It looks after its files.
            daemon.Signal("HUP");
            using (LineClient client = LineClient.Connect(daemon.Port))
                Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);

            Assert.Equal(0, await daemon.EndAsync(signal));
        }

        state.Delete(recursive: true);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task With_its_state_folder_there_the_daemon_ends_when_it_is_told_to_and_says_why_not_in_good_order(string signal)
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: PrivateMounts.Own);
        await using RunningProgram hanging = await HangAsync(daemon);
        await Eventually.Holds("it waits for its state folder", () => !Answers(daemon));

        Assert.Equal(1, await daemon.EndAsync(signal));
        Assert.Contains("a file system, such as that of the state folder, does not answer", daemon.Errors, StringComparison.Ordinal);
    }

    /// <summary>Has the folder of a daemon, which has mounts of its own, hang until the result is disposed of.</summary>
    private static async Task<RunningProgram> HangAsync(Daemon daemon)
    {
        RunningProgram hanging = RunningProgram.Start(
            "nsenter", [$"--mount=/proc/{daemon.Id}/ns/mnt", "python3", s_folderScript, daemon.Folder]);
        Assert.Equal("hung", await hanging.LineAsync());
        return hanging;
    }

    private static bool Answers(Daemon daemon)
    {
        using var client = new TcpClient("127.0.0.1", daemon.Port) { ReceiveTimeout = 500 };
        client.GetStream().Write("VERSION\n"u8);
        try
        {
            return client.GetStream().ReadByte() >= 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

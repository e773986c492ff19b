using System.Globalization;
using System.Text.Json;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>A file system that answers nothing any more, on which a program that holds a port has a file open. Needs root.</summary>
public sealed class HungFileSystemTests
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "Machine", "scripts", "hung_file.py");

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
}

using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>What is no file, or one without end, in the place of the lab's.</summary>
public sealed class OddLabFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ln -s /dev/zero", "is longer than 1048576 bytes")]
    [InlineData("truncate -s 1T", "is longer than 1048576 bytes")]
    [InlineData("mkfifo", "is no regular file")]
    public async Task The_daemon_serves_and_says_what_is_wrong(string make, string problem)
    {
        string file = Path.Combine(_folder, "lab.conf");
        await using Daemon daemon = await Daemon.StartAsync(options: ["--lab-file", file], shell: $"{make} {file}");
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
        await Eventually.Holds("it warns", () => daemon.Errors.Contains(
            $"{file} {problem}: expected a file that says where the directory of the lab is: nothing is published", StringComparison.Ordinal));
    }
}

using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Limits;

/// <summary>Each limit is an option, and can be seen in the status.</summary>
public sealed class OptionTests
{
    [Fact]
    public async Task Each_one_that_is_given_is_in_the_status()
    {
        await using Daemon daemon = await Daemon.StartAsync(options:
        [
            "--max-connections", "101", "--max-connections-per-host", "102", "--max-ports-per-connection", "103",
            "--max-ports-per-user", "104", "--max-line", "1005", "--max-line-age", "106", "--max-unread", "10000007",
        ]);
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.Equal("101", client.Status("connections-limit"));
        Assert.Equal("102", client.Status("connections-per-host-limit"));
        Assert.Equal("103", client.Status("ports-per-connection-limit"));
        Assert.Equal("104", client.Status("ports-per-user-limit"));
        Assert.Equal("1005", client.Status("line-length-limit"));
        Assert.Equal("106", client.Status("line-age-limit"));
        Assert.Equal("10000007", client.Status("unread-bytes-limit"));
        Assert.Equal("1", client.Status("connections"));
        Assert.Equal("0", client.Status("unread-bytes"));
    }

    [Fact]
    public async Task The_defaults_are_such_that_no_honest_lab_meets_them()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: "ulimit -Sn 300");
        using LineClient client = LineClient.Connect(daemon.Port);
        int hard = int.Parse(File.ReadLines($"/proc/{daemon.Id}/limits").Single(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[4]);

        // The daemon raises the soft limit of descriptors itself.
        Assert.InRange(int.Parse(client.Status("connections-limit")), hard - 256, hard - 64);
        Assert.Equal("4096", client.Status("line-length-limit"));
        Assert.Equal("300", client.Status("line-age-limit"));
    }

    [Theory]
    [InlineData("--max-connections", "0")]
    [InlineData("--max-connections-per-host", "0")]
    [InlineData("--max-ports-per-connection", "65536")]
    [InlineData("--max-ports-per-user", "0")]
    [InlineData("--max-line", "599")]
    [InlineData("--max-line-age", "0.5")]
    [InlineData("--max-unread", "1000")]
    public async Task One_that_makes_no_sense_is_refused(string option, string value)
    {
        ProgramResult result = await PortManagerProgram.RunAsync("serve", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Errors);
    }
}

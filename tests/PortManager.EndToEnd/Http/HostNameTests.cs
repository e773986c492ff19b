using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>The names by which a host may be asked.</summary>
public sealed class HostNameTests
{
    [Theory]
    [InlineData("192.0.2.1", 200)]
    [InlineData("[2001:db8::1]:30000", 200)]
    [InlineData("192.0.2.2", 421)]
    [InlineData("daq1.lab.example", 200)]
    [InlineData("daq1.Hall.LAB.example.:8080", 200)]
    [InlineData("lab.example", 421)]
    [InlineData("evillab.example", 421)]
    [InlineData("daq1.lab.example.evil.example", 421)]
    [InlineData("host.docker.internal", 200)]
    public async Task Addresses_and_domains_may_be_named_as_well(string host, int status)
    {
        await using Daemon daemon = await Daemon.StartAsync(
            ports: 5, options: ["--http-host", "192.0.2.1", "--http-host", "2001:db8::1", "--http-host", "*.lab.example"]);

        Assert.Equal(status, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/api/v1/ports", host)).Status);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task What_watches_over_daemons_may_use_any_name(string path)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 5);

        Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get(path, "forwarded.example")).Status);
    }

    [Fact]
    public async Task A_name_that_the_host_gets_later_is_known_then()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("portmanager-test-");
        try
        {
            string file = Path.Combine(folder.FullName, "hostname");
            await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
            string unshare = Environment.IsPrivilegedProcess ? "unshare --mount" : "unshare --mount --map-root-user";
            await using Daemon daemon = await Daemon.StartAsync(
                ports: 5, shell: $"exec {unshare} /bin/sh -c 'mount --bind {file} /etc/hostname && exec \"$0\" \"$@\"' \"$0\" \"$@\"");
            Assert.Equal(421, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/", "daq9.lab.example")).Status);

            await File.WriteAllTextAsync(file, "daq9.lab.example\n", TestContext.Current.CancellationToken);

            await Eventually.Holds("it is known", () => HttpPeer.Ask(daemon.Port, HttpPeer.Get("/", "daq9.lab.example")).Status == 200);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_name_that_is_refused_is_logged_once()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 5);
        foreach (string name in (string[])["one.example", "one.example", "two.example"])
            HttpPeer.Ask(daemon.Port, HttpPeer.Get("/", name));

        await Eventually.Holds("the second is logged", () => Lines(daemon, "two.example") == 1);
        Assert.Equal(1, Lines(daemon, "one.example"));

        static int Lines(Daemon daemon, string name) => File.ReadLines(daemon.Log).Count(l => l.Contains($"HTTP was asked of {name},", StringComparison.Ordinal));
    }
}

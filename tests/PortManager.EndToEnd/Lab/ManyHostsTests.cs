using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>Many daemons whose etcd comes back at the same moment.</summary>
public sealed class ManyHostsTests
{
    private const int Hosts = 20;

    [Fact]
    public async Task All_hosts_are_published_again_when_their_etcd_comes_back()
    {
        await using Etcd etcd = await Etcd.StartAsync();
        Daemon[] daemons = await Task.WhenAll(Enumerable.Range(1, Hosts).Select(i =>
            Daemon.StartAsync(options: ["--directory", etcd.Url, "--host-name", Name(i), "--directory-lease", "120"])));
        LineClient[] stay = [.. daemons.Select(d => LineClient.Connect(d.Port))], go = [.. daemons.Select(d => LineClient.Connect(d.Port))];
        foreach (LineClient client in (LineClient[])[.. stay, .. go])
            client.Gimme("Before", "fox");
        await AgreeAsync();

        await etcd.KillAsync();
        foreach (LineClient client in go)
            client.Dispose();
        foreach (LineClient client in stay)
            client.Gimme("Meanwhile", "fox");
        await Eventually.Holds("each host says so", () => daemons.All(d => File.ReadAllText(d.Log).Contains("is behind", StringComparison.Ordinal)));
        await etcd.RestartAsync();

        await AgreeAsync();
        foreach (LineClient client in stay)
            client.Dispose();
        foreach (Daemon daemon in daemons)
            await daemon.DisposeAsync();

        async Task AgreeAsync()
        {
            for (int i = 0; i < Hosts; i++)
            {
                LineClient client = stay[i];
                string prefix = $"/portmanager/{Name(i + 1)}/";
                await Eventually.Holds($"{Name(i + 1)} is published", async () =>
                    (await etcd.KeysAsync(prefix)).SkipLast(1).SequenceEqual(client.List().Select(row => prefix + row.Split(' ')[0]).Order(StringComparer.Ordinal)));
            }
        }
    }

    private static string Name(int host) => string.Create(CultureInfo.InvariantCulture, $"h{host}");
}

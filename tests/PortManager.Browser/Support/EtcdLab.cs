using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser.Support;

/// <summary>A lab: etcd, and hosts whose rows are written there as their daemons would.</summary>
internal static class EtcdLab
{
    /// <summary>What etcd takes in a transaction.</summary>
    private const int MostInTransaction = 100;

    /// <summary>Writes hosts h1, h2 and so on, each with services svc1, svc2 and so on at the ports from 30001 on.</summary>
    public static async Task PutHostsAsync(Etcd etcd, int hosts, int services)
    {
        IEnumerable<(string Key, string Value)> rows = Enumerable.Range(1, hosts).SelectMany(h => Enumerable.Range(1, services)
            .Select(s => ($"h{h}/{30000 + s}", Service($"svc{s}", "fox", "listening")))
            .Prepend(($"h{h}/host", Host($"192.0.2.{h % 250}"))));
        await PutAsync(etcd, rows);
    }

    /// <summary>Writes rows.</summary>
    public static async Task PutAsync(Etcd etcd, IEnumerable<(string Key, string Value)> rows)
    {
        using var http = new HttpClient();
        foreach ((string Key, string Value)[] some in rows.Chunk(MostInTransaction))
        {
            var puts = some.Select(row => new { requestPut = new { key = Encoded($"/portmanager/{row.Key}"), value = Encoded(row.Value) } });
            using HttpResponseMessage answer = await http.PostAsJsonAsync($"{etcd.Url}/v3/kv/txn", new { success = puts });
            answer.EnsureSuccessStatusCode();
        }
    }

    public static string Service(string service, string user, string state) =>
        JsonSerializer.Serialize(new { service, user, state, since = "2026-01-31T12:00:00Z" });

    public static string Host(string address) => JsonSerializer.Serialize(
        new { version = "0.1.0", addresses = new[] { address }, port = 30000, httpPort = 30000, pool = "30001-30999", started = "2026-01-31T12:00:00Z", id = "id", run = "run" });

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

using System.Text.Json;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>Asks daemons of a lab what they show of it over HTTP.</summary>
internal static class Lab
{
    public static Task<Daemon> StartAsync(Etcd etcd, string host, params string[] options) =>
        Daemon.StartAsync(options: ["--directory", etcd.Url, "--host-name", host, .. options]);

    public static HttpAnswer Ask(Daemon daemon, string path, string headers = "") => HttpPeer.Ask(daemon.Port, HttpPeer.Get($"/api/v1/lab/{path}", more: headers));

    /// <summary>The JSON of an answer, which may say what is wrong.</summary>
    public static JsonElement Get(Daemon daemon, string path) => JsonElement.Parse(Ask(daemon, path).Body);

    /// <summary>The services of the lab; none while it cannot be read.</summary>
    public static JsonElement[] Ports(Daemon daemon, string query = "") => Rows(Get(daemon, $"ports{query}"), "ports");

    /// <summary>The states of the hosts by name; none while the lab cannot be read.</summary>
    public static Dictionary<string, string> Hosts(Daemon daemon) =>
        Rows(Get(daemon, "hosts"), "hosts").ToDictionary(h => h.GetProperty("name").GetString()!, h => h.GetProperty("state").GetString()!);

    private static JsonElement[] Rows(JsonElement answer, string name) => answer.TryGetProperty(name, out JsonElement rows) ? [.. rows.EnumerateArray()] : [];
}

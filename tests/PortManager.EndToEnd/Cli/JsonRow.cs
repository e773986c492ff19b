using System.Text.Json;

namespace PortManager.EndToEnd.Cli;

/// <summary>A service as every verb prints it with --json.</summary>
internal sealed record JsonRow(string? Host, int Port, string? Service, string? User)
{
    public static JsonRow Parse(string json) => From(JsonDocument.Parse(json).RootElement);

    public static JsonRow From(JsonElement row) => new(
        row.GetProperty("host").GetString(),
        row.GetProperty("port").GetInt32(),
        row.GetProperty("service").GetString(),
        row.GetProperty("user").GetString());

    /// <summary>The rows of the document that list and find print.</summary>
    public static JsonRow[] AllOf(string json) =>
        [.. JsonDocument.Parse(json).RootElement.GetProperty("ports").EnumerateArray().Select(From)];
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortManager.Lab;

/// <summary>The value of a service's key. docs/lab.md documents it.</summary>
internal sealed record ServiceValue(string Service, string User, string? VerifiedUser, string State, DateTimeOffset Since);

/// <summary>The value of a host's key.</summary>
/// <param name="Version">The version of the daemon.</param>
/// <param name="Addresses">The host's addresses.</param>
/// <param name="Port">Where the daemon listens.</param>
/// <param name="HttpPort">Where it shows its page; null if other hosts cannot see one.</param>
/// <param name="Pool">What it gives out.</param>
/// <param name="Started">When it started.</param>
/// <param name="Id">The host: the same as long as the daemon has the same state folder.</param>
/// <param name="Run">The process: another one after each start.</param>
internal sealed record HostValue(string Version, IReadOnlyList<string> Addresses, int Port, int? HttpPort, string Pool, DateTimeOffset Started, string Id, string Run);

/// <summary>Reads and writes the values. The compiler generates how.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServiceValue))]
[JsonSerializable(typeof(HostValue))]
internal sealed partial class LabValues : JsonSerializerContext
{
    // Names as they are. By default, letters outside ASCII become escape sequences.
    private static readonly LabValues s_types = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    public static byte[] Write(ServiceValue value) => JsonSerializer.SerializeToUtf8Bytes(value, s_types.ServiceValue);

    public static byte[] Write(HostValue value) => JsonSerializer.SerializeToUtf8Bytes(value, s_types.HostValue);

    /// <summary>Reads a service.</summary>
    /// <returns>The service; null if the value is not what a daemon writes.</returns>
    public static LabService? ReadService(string host, int port, byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, s_types.ServiceValue) is { Service: not null, User: not null, State: not null } read
                ? new LabService(host, port, read.Service, read.User) { VerifiedUser = read.VerifiedUser, State = read.State, Since = read.Since }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a host as programs see it.</summary>
    /// <returns>The host; null if the value is not what a daemon writes.</returns>
    public static LabHost? ReadHost(string name, byte[] value) => ReadHost(value) is { } host
        ? new LabHost(name) { Version = host.Version, Addresses = host.Addresses, Port = host.Port, HttpPort = host.HttpPort, Pool = host.Pool, Started = host.Started }
        : null;

    /// <summary>Reads a host.</summary>
    /// <returns>The host; null if the value is not what a daemon writes.</returns>
    public static HostValue? ReadHost(byte[] value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, s_types.HostValue) is { Version: not null, Addresses: not null, Pool: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortManager.Lab.Etcd;

// What etcd may leave out has a setter: a property with init alone would be null then, whatever its initial value.
// The messages of etcd's JSON interface, as its documentation of /v3/ has them. Bytes are base64, and numbers are texts.

/// <summary>A key with its value.</summary>
internal sealed class EtcdKey
{
    public byte[] Key { get; set; } = [];

    public byte[] Value { get; set; } = [];

    /// <summary>The revision of the whole store at which it was last written.</summary>
    public long ModRevision { get; set; }

    /// <summary>How often it was written since it was made; 1 if it is new.</summary>
    public long Version { get; set; }

    /// <summary>The lease with which it ends; 0 if it has none.</summary>
    public long Lease { get; set; }
}

internal sealed class EtcdHeader
{
    public ulong ClusterId { get; set; }

    /// <summary>The revision of the whole store.</summary>
    public long Revision { get; set; }
}

internal sealed record RangeRequest
{
    public required byte[] Key { get; init; }

    /// <summary>The first key behind the range; null for one key alone.</summary>
    public byte[]? RangeEnd { get; set; }

    public long Limit { get; set; }

    public long Revision { get; set; }

    public string? SortOrder { get; set; }

    public string? SortTarget { get; set; }

    public bool KeysOnly { get; set; }
}

internal sealed class RangeResponse
{
    public EtcdHeader Header { get; set; } = new();

    public EtcdKey[] Kvs { get; set => field = Whole.Array(value); } = [];

    /// <summary>How many keys there are, also those beyond the limit.</summary>
    public long Count { get; set; }

    public bool More { get; set; }
}

internal sealed record PutRequest
{
    public required byte[] Key { get; init; }

    public required byte[] Value { get; init; }

    public long Lease { get; set; }
}

internal sealed class DeleteRequest
{
    public required byte[] Key { get; init; }
}

internal sealed class Compare
{
    public required byte[] Key { get; init; }

    /// <summary>MOD, or CREATE.</summary>
    public required string Target { get; init; }

    public string Result { get; set; } = "EQUAL";

    public long ModRevision { get; set; }
}

/// <summary>A part of a transaction: one of the two.</summary>
internal sealed record TransactionPart
{
    public PutRequest? RequestPut { get; set; }

    public DeleteRequest? RequestDeleteRange { get; set; }
}

internal sealed class TransactionRequest
{
    public required Compare[] Compare { get; init; }

    public required TransactionPart[] Success { get; init; }
}

internal sealed class TransactionResponse
{
    public EtcdHeader Header { get; set; } = new();

    /// <summary>Whether the comparison held, and the parts were carried out.</summary>
    public bool Succeeded { get; set; }
}

internal sealed class LeaseRequest
{
    [JsonPropertyName("ID")]
    public long Id { get; set; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("TTL")]
    public long Ttl { get; set; }
}

internal sealed class LeaseResponse
{
    [JsonPropertyName("ID")]
    public long Id { get; set; }

    /// <summary>Seconds; 0 if there is no such lease.</summary>
    [JsonPropertyName("TTL")]
    public long Ttl { get; set; }
}

internal sealed class KeepAliveResponse
{
    public LeaseResponse? Result { get; set; }

    public ErrorResponse? Error { get; set; }
}

internal sealed class LoginRequest
{
    public required string Name { get; init; }

    public required string Password { get; init; }
}

internal sealed class LoginResponse
{
    public string Token { get; set; } = "";
}

internal sealed class WatchRequest
{
    public required WatchCreateRequest CreateRequest { get; init; }
}

internal sealed class WatchCreateRequest
{
    public required byte[] Key { get; init; }

    public required byte[] RangeEnd { get; init; }

    public long StartRevision { get; set; }
}

internal sealed class WatchResponse
{
    public WatchResult? Result { get; set; }

    public ErrorResponse? Error { get; set; }
}

internal sealed class WatchResult
{
    public EtcdHeader Header { get; set; } = new();

    public bool Canceled { get; set; }

    public string? CancelReason { get; set; }

    /// <summary>The oldest revision that can be watched from, if the one that was asked for is gone; else 0.</summary>
    public long CompactRevision { get; set; }

    public WatchEvent[] Events { get; set => field = Whole.Array(value); } = [];
}

internal sealed class WatchEvent
{
    /// <summary>DELETE, or null for a PUT.</summary>
    public string? Type { get; set; }

    public EtcdKey Kv { get; set; } = new();
}

internal sealed class ErrorResponse
{
    /// <summary>The code of gRPC.</summary>
    [JsonPropertyName("code")]
    public int Code { get; set; }

    [JsonPropertyName("grpc_code")]
    public int GrpcCode { get; set; }

    public string? Message { get; set; }
}

/// <summary>What has no gaps. The serializer looks for null in properties, but not in arrays.</summary>
internal static class Whole
{
    /// <exception cref="JsonException">There is null in it.</exception>
    public static T[] Array<T>(T[] values) where T : class => System.Array.IndexOf(values, null) < 0 ? values : throw new JsonException();
}

/// <summary>How the messages are written. The compiler generates it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RangeRequest))]
[JsonSerializable(typeof(RangeResponse))]
[JsonSerializable(typeof(TransactionRequest))]
[JsonSerializable(typeof(TransactionResponse))]
[JsonSerializable(typeof(LeaseRequest))]
[JsonSerializable(typeof(LeaseResponse))]
[JsonSerializable(typeof(KeepAliveResponse))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(LoginResponse))]
[JsonSerializable(typeof(WatchRequest))]
[JsonSerializable(typeof(WatchResponse))]
[JsonSerializable(typeof(ErrorResponse))]
internal sealed partial class EtcdTypes : JsonSerializerContext;

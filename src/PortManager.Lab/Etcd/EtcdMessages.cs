using System.Text.Json.Serialization;

namespace PortManager.Lab.Etcd;

// The messages of etcd's JSON interface, as its documentation of /v3/ has them. Bytes are base64, and numbers are texts.

/// <summary>A key with its value.</summary>
internal sealed record EtcdKey
{
    public byte[] Key { get; init; } = [];

    public byte[] Value { get; init; } = [];

    /// <summary>The revision of the whole store at which it was last written.</summary>
    public long ModRevision { get; init; }

    /// <summary>The lease with which it ends; 0 if it has none.</summary>
    public long Lease { get; init; }
}

internal sealed record EtcdHeader
{
    /// <summary>The revision of the whole store.</summary>
    public long Revision { get; init; }
}

internal sealed record RangeRequest
{
    public required byte[] Key { get; init; }

    /// <summary>The first key behind the range; null for one key alone.</summary>
    public byte[]? RangeEnd { get; init; }

    public long Limit { get; init; }

    public long Revision { get; init; }

    public string? SortOrder { get; init; }

    public string? SortTarget { get; init; }

    public bool KeysOnly { get; init; }
}

internal sealed record RangeResponse
{
    public EtcdHeader Header { get; init; } = new();

    public EtcdKey[] Kvs { get; init; } = [];

    /// <summary>How many keys there are, also those beyond the limit.</summary>
    public long Count { get; init; }

    public bool More { get; init; }
}

internal sealed record PutRequest
{
    public required byte[] Key { get; init; }

    public required byte[] Value { get; init; }

    public long Lease { get; init; }
}

internal sealed record DeleteRequest
{
    public required byte[] Key { get; init; }
}

internal sealed record Compare
{
    public required byte[] Key { get; init; }

    /// <summary>MOD, or CREATE.</summary>
    public required string Target { get; init; }

    public string Result { get; init; } = "EQUAL";

    public long ModRevision { get; init; }
}

/// <summary>A part of a transaction: one of the two.</summary>
internal sealed record TransactionPart
{
    public PutRequest? RequestPut { get; init; }

    public DeleteRequest? RequestDeleteRange { get; init; }
}

internal sealed record TransactionRequest
{
    public required Compare[] Compare { get; init; }

    public required TransactionPart[] Success { get; init; }
}

internal sealed record TransactionResponse
{
    public EtcdHeader Header { get; init; } = new();

    /// <summary>Whether the comparison held, and the parts were carried out.</summary>
    public bool Succeeded { get; init; }
}

internal sealed record LeaseRequest
{
    [JsonPropertyName("ID")]
    public long Id { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("TTL")]
    public long Ttl { get; init; }
}

internal sealed record LeaseResponse
{
    [JsonPropertyName("ID")]
    public long Id { get; init; }

    /// <summary>Seconds; 0 if there is no such lease.</summary>
    [JsonPropertyName("TTL")]
    public long Ttl { get; init; }
}

internal sealed record KeepAliveResponse
{
    public LeaseResponse? Result { get; init; }

    public ErrorResponse? Error { get; init; }
}

internal sealed record LoginRequest
{
    public required string Name { get; init; }

    public required string Password { get; init; }
}

internal sealed record LoginResponse
{
    public string Token { get; init; } = "";
}

internal sealed record WatchRequest
{
    public required WatchCreateRequest CreateRequest { get; init; }
}

internal sealed record WatchCreateRequest
{
    public required byte[] Key { get; init; }

    public required byte[] RangeEnd { get; init; }

    public long StartRevision { get; init; }
}

internal sealed record WatchResponse
{
    public WatchResult? Result { get; init; }

    public ErrorResponse? Error { get; init; }
}

internal sealed record WatchResult
{
    public EtcdHeader Header { get; init; } = new();

    public bool Canceled { get; init; }

    public string? CancelReason { get; init; }

    /// <summary>The oldest revision that can be watched from, if the one that was asked for is gone; else 0.</summary>
    public long CompactRevision { get; init; }

    public WatchEvent[] Events { get; init; } = [];
}

internal sealed record WatchEvent
{
    /// <summary>DELETE, or null for a PUT.</summary>
    public string? Type { get; init; }

    public EtcdKey Kv { get; init; } = new();
}

internal sealed record ErrorResponse
{
    /// <summary>The code of gRPC.</summary>
    [JsonPropertyName("code")]
    public int Code { get; init; }

    [JsonPropertyName("grpc_code")]
    public int GrpcCode { get; init; }

    public string? Message { get; init; }
}

/// <summary>How the messages are written. The compiler generates it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
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

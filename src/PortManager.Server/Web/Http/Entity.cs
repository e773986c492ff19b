using System.Security.Cryptography;

namespace PortManager.Server.Web.Http;

/// <summary>A body and the tag by which a client knows whether it has it (RFC 9110, section 8.8.3).</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">The body.</param>
internal sealed record Entity(string ContentType, ReadOnlyMemory<byte> Bytes)
{
    private const int TagBytes = 12;

    /// <summary>In quotes; equal for equal bytes.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes.Span).AsSpan(0, TagBytes))}\"";
}

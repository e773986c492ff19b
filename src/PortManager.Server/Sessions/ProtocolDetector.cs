using System.Buffers;
using System.Text;

namespace PortManager.Server.Sessions;

/// <summary>What the first bytes of a connection say about the protocol that its peer speaks.</summary>
internal enum WireProtocol
{
    /// <summary>More bytes are needed.</summary>
    Unknown,

    /// <summary>The line protocol.</summary>
    Line,

    Http,

    Tls,
}

/// <summary>
/// Tells the protocols of one port apart. What is no beginning of HTTP or TLS is a line, as soon as that is certain.
/// </summary>
internal static class ProtocolDetector
{
    /// <summary>Longer than any beginning below.</summary>
    private const int Enough = 20;

    // Methods that HTTP defines, and the forms of their target: a path, or the whole address if a proxy asks. GIMME shares a
    // letter with GET, and no beginning of HTTP is the beginning of a request of the line protocol.
    private static readonly byte[][] s_http =
    [
        .. from method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]
           from target in (string[])["/", "http://", "https://"]
           select Encoding.ASCII.GetBytes($"{method} {target}"),
        "OPTIONS * HTTP/"u8.ToArray(),
        // How HTTP/2 begins; Kestrel answers that HTTP/1.1 is spoken here.
        "PRI * HTTP/2.0\r\n"u8.ToArray(),
    ];

    // A handshake record of any version.
    private static readonly byte[] s_tls = [0x16, 0x03];

    /// <summary>Decides by the bytes that have come so far.</summary>
    public static WireProtocol Detect(ReadOnlySequence<byte> start)
    {
        if (start.IsEmpty)
            return WireProtocol.Unknown;
        // Nearly every connection, at no cost.
        if (start.FirstSpan is [(byte)'L', ..] or [(byte)'G', (byte)'I', ..])
            return WireProtocol.Line;
        Span<byte> buffer = stackalloc byte[Enough];
        int length = (int)Math.Min(start.Length, Enough);
        start.Slice(0, length).CopyTo(buffer);
        return Detect(buffer[..length]);
    }

    private static WireProtocol Detect(ReadOnlySpan<byte> start)
    {
        bool isOpen = s_tls.AsSpan().StartsWith(start);
        if (start.StartsWith(s_tls))
            return WireProtocol.Tls;
        foreach (byte[] beginning in s_http)
        {
            if (start.StartsWith(beginning))
                return WireProtocol.Http;
            isOpen |= beginning.AsSpan().StartsWith(start);
        }

        return isOpen ? WireProtocol.Unknown : WireProtocol.Line;
    }
}

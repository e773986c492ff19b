using System.Buffers;

namespace PortManager.Server.Connections;

/// <summary>What the first bytes of a connection say about the protocol that its peer speaks.</summary>
internal enum Speech
{
    /// <summary>More bytes are needed.</summary>
    Unknown,

    /// <summary>The line protocol.</summary>
    Lines,

    Http,

    Tls,
}

/// <summary>
/// Tells the protocols of one port apart. What is no beginning of HTTP or TLS is a line, as soon as that is certain.
/// </summary>
internal static class Opening
{
    /// <summary>Longer than any opening below.</summary>
    private const int Enough = 20;

    // Methods that HTTP defines, and the forms of their target: a path, or the whole address where a proxy asks. GIMME shares a
    // letter with GET, and no opening is the beginning of a request of the line protocol.
    private static readonly byte[][] s_http =
    [
        .. from method in (string[])["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]
           from target in (string[])["/", "http://", "https://"]
           select Ascii($"{method} {target}"),
        Ascii("OPTIONS * HTTP/"),
        // How HTTP/2 begins; Kestrel answers that HTTP/1.1 is spoken here.
        Ascii("PRI * HTTP/2.0\r\n"),
    ];

    // A handshake record of any version.
    private static readonly byte[] s_tls = [0x16, 0x03];

    /// <summary>Decides by the bytes that have come so far.</summary>
    public static Speech Of(ReadOnlySequence<byte> start)
    {
        if (start.IsEmpty)
            return Speech.Unknown;
        // Nearly every connection, at no cost.
        if (start.FirstSpan is [(byte)'L', ..] or [(byte)'G', (byte)'I', ..])
            return Speech.Lines;
        Span<byte> buffer = stackalloc byte[Enough];
        int length = (int)Math.Min(start.Length, Enough);
        start.Slice(0, length).CopyTo(buffer);
        return Of(buffer[..length]);
    }

    private static Speech Of(ReadOnlySpan<byte> start)
    {
        bool isOpen = s_tls.AsSpan().StartsWith(start);
        if (start.StartsWith(s_tls))
            return Speech.Tls;
        foreach (byte[] opening in s_http)
        {
            if (start.StartsWith(opening))
                return Speech.Http;
            isOpen |= opening.AsSpan().StartsWith(start);
        }

        return isOpen ? Speech.Unknown : Speech.Lines;
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}

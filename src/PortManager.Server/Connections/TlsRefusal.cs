using System.Buffers;
using System.IO.Pipelines;
using PortManager.Server.Logging;

namespace PortManager.Server.Connections;

/// <summary>The answer to a TLS hello: in TLS as well, so that the peer's error says what is wrong.</summary>
internal static class TlsRefusal
{
    // An alert record of TLS 1.0, which every version reads: fatal, handshake_failure.
    private static ReadOnlySpan<byte> Alert => [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28];

    public static void Write(AcceptedConnection connection, PipeWriter output, EventLog events)
    {
        events.InvalidRequest(connection, "a TLS hello", "TLS is not spoken here");
        output.Write(Alert);
    }
}

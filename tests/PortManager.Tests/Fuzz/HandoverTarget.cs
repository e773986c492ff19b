using System.Buffers;
using PortManager.Protocol;
using PortManager.Server.Sessions;
using PortManager.Tests.Protocol;

namespace PortManager.Tests.Fuzz;

/// <summary>
/// However the first bytes of a connection arrive, they are of one protocol, and what was decided stays. No line is a request of both: what is handed over to the web
/// server is no request of the line protocol, nor is a line that ends in a version of HTTP.
/// </summary>
internal static class HandoverTarget
{
    private const int MaxLine = 4096;

    /// <summary>Throws when the rule is broken.</summary>
    public static void Run(ReadOnlySpan<byte> bytes)
    {
        byte[] stream = bytes.ToArray();
        WireProtocol decided = WireProtocol.Unknown;
        // No beginning is longer; what stands behind it must not matter.
        for (int length = 0; length <= Math.Min(stream.Length, 32); length++)
        {
            WireProtocol now = ProtocolDetector.Detect(new ReadOnlySequence<byte>(stream, 0, length));
            Assert.Equal(now, ProtocolDetector.Detect(Wire.Sequence(stream[..(length / 2)], stream[(length / 2)..length])));
            if (decided != WireProtocol.Unknown)
                Assert.Equal(decided, now);
            decided = now;
        }

        Assert.Equal(decided, ProtocolDetector.Detect(new ReadOnlySequence<byte>(stream)));
        var input = new ReadOnlySequence<byte>(stream);
        if (LineReader.TryRead(ref input, MaxLine, out ReadOnlySequence<byte> line) != LineStatus.Line)
            return;
        // A line that is whole is of some protocol.
        Assert.NotEqual(WireProtocol.Unknown, decided);
        if (decided == WireProtocol.Http || IsOfHttp(line.ToArray()))
            Assert.IsType<Request.Invalid>(RequestReader.Read(line));
    }

    // method target HTTP/1.1
    private static bool IsOfHttp(ReadOnlySpan<byte> line) =>
        line is [.., (byte)' ', (byte)'H', (byte)'T', (byte)'T', (byte)'P', (byte)'/', >= (byte)'0' and <= (byte)'9', (byte)'.', >= (byte)'0' and <= (byte)'9'];
}

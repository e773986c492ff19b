using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>The reply to GIMME, CLAIM and FREE: one port.</summary>
/// <param name="expected">The port that the reply has to name; null if the port manager chooses it.</param>
internal sealed class PortReply(int? expected = null) : ReplyAssembler<int>
{
    private int _port;

    public override int Value => _port;

    // OK port
    public override bool Accept(ReadOnlySequence<byte> line) =>
        ReplyReader.TryReadPort(ReadOk(line), out _port) && (expected ?? _port) == _port
            ? true
            : throw NotUnderstood(line);
}

using System.Buffers;

namespace PortManager.Client;

/// <summary>The reply to VERSION.</summary>
internal sealed class VersionReply : ReplyAssembler<ServerIdentity>
{
    private ServerIdentity _value = ServerIdentity.Old;

    public override ServerIdentity Value => _value;

    // OK {PortManager 1.2.3} CLAIM FIND FREE WATCH …
    public override bool Accept(ReadOnlySequence<byte> line)
    {
        IReadOnlyList<string> words = ReadOk(line).Words;
        if (words.Count == 0)
            throw NotUnderstood(line);
        _value = new ServerIdentity(words[0], words.Skip(1).ToHashSet());
        return true;
    }
}

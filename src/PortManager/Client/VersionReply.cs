using System.Buffers;

namespace PortManager.Client;

/// <summary>The reply to VERSION: the requests that the port manager knows besides GIMME and LIST.</summary>
internal sealed class VersionReply : ReplyAssembler<IReadOnlySet<string>>
{
    private readonly HashSet<string> _capabilities = [];

    public override IReadOnlySet<string> Value => _capabilities;

    // OK {PortManager 1.2.3} CLAIM FIND FREE WATCH …
    public override bool Accept(ReadOnlySequence<byte> line)
    {
        IReadOnlyList<string> words = ReadOk(line).Words;
        if (words.Count == 0)
            throw NotUnderstood(line);
        _capabilities.UnionWith(words.Skip(1));
        return true;
    }
}

using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>Puts a reply together from its lines. It knows no socket, and takes the lines as they come.</summary>
internal abstract class ReplyAssembler
{
    /// <summary>Takes the next line, without its end.</summary>
    /// <returns>True when the reply is whole.</returns>
    /// <exception cref="PortRefusedException">The reply is a refusal, and whole.</exception>
    /// <exception cref="PortManagerProtocolException">The line does not belong into this reply.</exception>
    public abstract bool Accept(ReadOnlySequence<byte> line);

    /// <summary>Reads the first line of a reply, which says whether the request was granted.</summary>
    protected static Reply.Ok ReadOk(ReadOnlySequence<byte> line) => ReplyReader.ReadStatus(line) switch
    {
        Reply.Ok ok => ok,
        Reply.Failed failed => throw new PortRefusedException(failed.Reason),
        _ => throw NotUnderstood(line),
    };

    /// <summary>What to throw for a line that does not belong into this reply.</summary>
    protected static PortManagerProtocolException NotUnderstood(ReadOnlySequence<byte> line) =>
        Messages.NotUnderstood(line);
}

/// <summary>A reply that, when it is whole, has a value.</summary>
internal abstract class ReplyAssembler<T> : ReplyAssembler
{
    /// <summary>What the whole reply says.</summary>
    public abstract T Value { get; }
}

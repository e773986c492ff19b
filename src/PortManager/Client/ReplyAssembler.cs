using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>Assembles a reply from its lines. It knows no socket.</summary>
internal abstract class ReplyAssembler
{
    /// <summary>Adds the next line, without its end.</summary>
    /// <returns>True if the reply is complete.</returns>
    /// <exception cref="PortRefusedException">The reply is a refusal, and complete.</exception>
    /// <exception cref="PortManagerProtocolException">The line does not belong in this reply.</exception>
    public abstract bool Accept(ReadOnlySequence<byte> line);

    /// <summary>Reads the first line of a reply, which grants or refuses the request.</summary>
    protected static Reply.Ok ReadOk(ReadOnlySequence<byte> line) => ReplyReader.ReadStatus(line) switch
    {
        Reply.Ok ok => ok,
        Reply.Failed failed => throw new PortRefusedException(failed.Reason, RefusalText.ReasonOf(failed.Reason)),
        _ => throw NotUnderstood(line),
    };

    /// <summary>Returns the exception for a line that does not belong in this reply.</summary>
    protected static PortManagerProtocolException NotUnderstood(ReadOnlySequence<byte> line) =>
        Messages.NotUnderstood(line);
}

/// <summary>A reply that has a value.</summary>
internal abstract class ReplyAssembler<T> : ReplyAssembler
{
    /// <summary>The value, once the reply is complete.</summary>
    public abstract T Value { get; }
}

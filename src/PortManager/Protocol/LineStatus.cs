namespace PortManager.Protocol;

/// <summary>The result of <see cref="LineReader.TryRead"/>.</summary>
internal enum LineStatus
{
    /// <summary>No line end yet: more bytes are needed.</summary>
    Incomplete,

    /// <summary>A line.</summary>
    Line,

    /// <summary>More bytes than a line may have, whether or not its end has come.</summary>
    TooLong,
}

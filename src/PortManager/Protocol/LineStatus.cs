namespace PortManager.Protocol;

/// <summary>What <see cref="LineReader.TryRead"/> found.</summary>
internal enum LineStatus
{
    /// <summary>No line end yet: more bytes are needed.</summary>
    Incomplete,

    /// <summary>A line.</summary>
    Line,

    /// <summary>More bytes than a line may have, whether or not its end is among them.</summary>
    TooLong,
}

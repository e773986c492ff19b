using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>A reply of rows, which begins with their number.</summary>
/// <param name="read">Reads a row.</param>
internal class RowsReply<T>(RowsReply<T>.RowReader read) : ReplyAssembler<IReadOnlyList<T>>
{
    /// <summary>The maximum number of rows. There are only 65,535 ports.</summary>
    public const int MaxRows = 1_000_000;

    // The list grows with the rows that arrive. The announced number may be wrong, so it allocates nothing.
    private readonly List<T> _rows = [];
    private int? _count;

    /// <summary>Reads a row. Returns false if the line is no row.</summary>
    public delegate bool RowReader(ReadOnlySequence<byte> line, [NotNullWhen(true)] out T? row);

    public override IReadOnlyList<T> Value => _rows;

    // OK n
    // row    n times
    public override bool Accept(ReadOnlySequence<byte> line)
    {
        if (_count is null)
        {
            if (!ReplyReader.TryReadCount(ReadOk(line), out int count) || count > MaxRows)
                throw NotUnderstood(line);
            _count = count;
        }
        else if (read(line, out T? row))
            _rows.Add(row);
        else
            throw NotUnderstood(line);

        return _rows.Count == _count;
    }
}

/// <summary>A listing: the reply to LIST, and the beginning of the reply to WATCH.</summary>
internal sealed class ListingReply() : RowsReply<PortAllocation>(ReplyReader.TryReadRow);

/// <summary>The reply to STATUS: keys and values.</summary>
internal sealed class StatusReply() : RowsReply<KeyValuePair<string, string>>(ReplyReader.TryReadPair);

/// <summary>The reply to DETAIL.</summary>
internal sealed class DetailsReply() : RowsReply<PortDetails>(DetailRow.TryRead);

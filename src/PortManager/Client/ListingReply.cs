using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>A listing: the reply to LIST, and how the reply to WATCH begins.</summary>
internal sealed class ListingReply : ReplyAssembler<IReadOnlyList<PortAllocation>>
{
    /// <summary>The most rows of a listing. There are 65,535 ports.</summary>
    public const int MostRows = 1_000_000;

    // It grows with the rows that come, never with the number that was announced.
    private readonly List<PortAllocation> _rows = [];
    private int? _count;

    public override IReadOnlyList<PortAllocation> Value => _rows;

    // OK n
    // port service user    n times
    public override bool Accept(ReadOnlySequence<byte> line)
    {
        if (_count is null)
        {
            if (!ReplyReader.TryReadCount(ReadOk(line), out int count) || count > MostRows)
                throw NotUnderstood(line);
            _count = count;
        }
        else if (ReplyReader.TryReadRow(line, out PortAllocation? row))
            _rows.Add(row);
        else
            throw NotUnderstood(line);

        return _rows.Count == _count;
    }
}

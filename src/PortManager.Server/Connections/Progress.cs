using System.Buffers;
using PortManager.Server.Systemd;

namespace PortManager.Server.Connections;

/// <summary>
/// How far a connection is: the bytes of its requests that are answered, and of the replies. Where systemd keeps the
/// connection, the ledger is told as well, before and after each write.
/// </summary>
internal sealed class Progress(LedgerPosition position, LedgerEntry? entry)
{
    // A watcher's changes are written while a request of the same connection is read.
    private readonly Lock _lock = new();
    private LedgerEntry? _entry = entry;
    private LedgerWatch? _watch;

    public LedgerPosition Position { get; private set; } = position;

    public bool IsStored => _entry is not null;

    /// <summary>Notes what has been read, before anything comes of it, and leaves out the rest of a line that is answered already.</summary>
    public void Note(ref ReadOnlySequence<byte> read)
    {
        lock (_lock)
        {
            LedgerPosition position = Position;
            if (position.IsMidLine)
            {
                SequencePosition? end = read.PositionOf((byte)'\n');
                ReadOnlySequence<byte> rest = end is { } found ? read.Slice(read.GetPosition(1, found)) : read.Slice(read.End);
                position = position with { Consumed = position.Consumed + read.Length - rest.Length, IsMidLine = end is null };
                read = rest;
            }

            Set(position with { Unanswered = Measure(read) });
        }
    }

    /// <summary>A batch of replies is about to be written.</summary>
    public void BeginWrite(long consumed, long replied, int requests, bool endsMidLine)
    {
        lock (_lock)
            Set(Position with { BatchConsumed = consumed, BatchReplied = replied, BatchRequests = requests, BatchEndsMidLine = endsMidLine });
    }

    /// <summary>The kernel has it.</summary>
    public void EndWrite()
    {
        lock (_lock)
            Set(Position.AfterBatch);
    }

    /// <summary>The connection is about to be told that it watches.</summary>
    public void NoteWatch(LedgerWatch watch)
    {
        _watch = watch;
        if (_entry is not null)
            _entry.Watch = watch;
    }

    public void Store(LedgerEntry entry)
    {
        _entry = entry;
        if (_watch is not null)
            entry.Watch = _watch;
    }

    /// <summary>The entry that the connection had; null when it had none.</summary>
    public LedgerEntry? Unstore()
    {
        LedgerEntry? entry = _entry;
        _entry = null;
        return entry;
    }

    private static Unanswered Measure(ReadOnlySequence<byte> read)
    {
        if (read.IsEmpty)
            return default;
        int requests = 0;
        byte last = 0;
        foreach (ReadOnlyMemory<byte> part in read)
        {
            requests += part.Span.Count((byte)'\n');
            last = part.IsEmpty ? last : part.Span[^1];
        }

        bool endsMidLine = last != '\n';
        return new Unanswered(read.Length, requests + (endsMidLine ? 1 : 0), endsMidLine);
    }

    private void Set(LedgerPosition position)
    {
        Position = position;
        if (_entry is not null)
            _entry.Position = position;
    }
}

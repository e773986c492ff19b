using System.Buffers;

namespace PortManager.Server.Journal;

/// <summary>Reads a journal piece by piece, so that a file of any length takes no more memory than what it says.</summary>
/// <remarks>
/// A daemon that is killed can leave a line cut short, and a crash of the system a stretch of anything, at the end;
/// what comes before that is true. A bad line with good ones behind it means that someone else has been at the file.
/// </remarks>
internal sealed class JournalReader
{
    // Version 1 did not say which request gave a port back, and version 2 not in which start of the system.
    private const int OldestVersion = 1;

    /// <summary>No line is longer: each has three names, and a request with one of them is far shorter.</summary>
    private const int MaxLine = 1024 * 1024;

    private readonly JournalContents _contents = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _isTooLong;
    private bool _isFirst = true;
    private bool _sawBad;

    /// <summary>Why it is no journal of ours; null while it may be one.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads a piece more.</summary>
    public void Read(ReadOnlySpan<byte> piece)
    {
        while (Problem is null && piece.IndexOf((byte)'\n') is var end and >= 0)
        {
            ReadLine(piece[..end]);
            piece = piece[(end + 1)..];
        }

        if (Problem is null)
            Keep(piece);
    }

    /// <summary>Ends it.</summary>
    /// <param name="problem">Why it is no journal of ours; null when it is one.</param>
    /// <returns>What it says. Empty where there is a problem.</returns>
    public JournalContents Finish(out string? problem)
    {
        if (Problem is null && (_isTooLong || _line.WrittenCount > 0))
            ReadLine([]);
        problem = Problem;
        return problem is null ? _contents : new JournalContents();
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        _isTooLong |= _line.WrittenCount + piece.Length > MaxLine;
        if (!_isTooLong)
            _line.Write(piece);
        else if (_isFirst)
            Enter(null);
    }

    private void ReadLine(ReadOnlySpan<byte> rest)
    {
        if (_line.WrittenCount == 0 && !_isTooLong)
        {
            Enter(JournalEntry.Read(rest));
            return;
        }

        Keep(rest);
        if (Problem is null)
            Enter(_isTooLong ? null : JournalEntry.Read(_line.WrittenSpan));
        _line.ResetWrittenCount();
        _isTooLong = false;
    }

    private void Enter(JournalEntry? entry)
    {
        if (_isFirst && entry is not JournalEntry.Header { Version: >= OldestVersion and <= JournalText.Version })
            Problem = "it does not begin as one";
        else if (_sawBad && entry is not null)
            Problem = "a line in its middle is damaged";
        _isFirst = false;
        _sawBad |= entry is null;
        if (Problem is null)
            _contents.Enter(entry);
    }
}

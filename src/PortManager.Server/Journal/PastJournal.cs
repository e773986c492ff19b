using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PortManager.Server.Files;
using PortManager.Server.Native;

namespace PortManager.Server.Journal;

/// <summary>What the daemon before left in the journal.</summary>
/// <param name="Contents">What it says; empty if that is not known.</param>
/// <param name="State">How much of it can be believed.</param>
internal sealed record PastJournal(JournalContents Contents, PastState State)
{
    private const long MaxBytes = 1024 * 1024 * 1024;
    private const int PieceLength = 256 * 1024;

    private static readonly TimeSpan s_readTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Reads it. What is no journal is moved aside. One that cannot be read for the moment is tried again for some seconds, and then left as it is.
    /// </summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="name">The journal's name in it.</param>
    /// <param name="warn">Takes warnings for the operator.</param>
    /// <param name="time">Names what is moved aside.</param>
    public static PastJournal Read(OpenFolder folder, string name, Action<string> warn, TimeProvider time)
    {
        string path = Path.Combine(folder.Path, name);
        string? problem;
        try
        {
            if (ReadPatiently(folder, name) is not { } reader)
                return Unknown(PastState.None);
            JournalContents contents = reader.Finish(out problem);
            if (problem is null)
                return new PastJournal(contents, JournalMark.IsSet(folder) ? PastState.Behind : PastState.Known);
        }
        catch (Exception e) when (e is NotARegularFileException or UntrustedFileException)
        {
            problem = e.Message;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"cannot read the journal {path} ({FileProblem.Describe(e)}): it stays as it is, and is not written; connections of the daemon before "
                + "stay open, but their ports are not listed until a restart can read it");
            return Unknown(PastState.Unreadable);
        }

        return Unknown(TryMoveAside(folder, name, problem, warn, time) ? PastState.None : PastState.InTheWay);
    }

    /// <summary>What tells nothing.</summary>
    public static PastJournal Unknown(PastState state) => new(new JournalContents(), state);

    /// <summary>What of it is true in a start of the system: what was allocated in another is over.</summary>
    /// <param name="boot">The start; null if it is not known.</param>
    public PastJournal In(string? boot)
    {
        if (Contents.Boot is not { } before || boot is null || before == boot)
            return this;
        Contents.End();
        return this with { State = PastState.None };
    }

    private static JournalReader? ReadPatiently(OpenFolder folder, string name)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return Read(folder, name);
            }
            catch (Exception e) when (FileProblem.Is(e) && e is not (NotARegularFileException or UntrustedFileException)
                && Stopwatch.GetElapsedTime(start) < s_readTimeout)
            {
                // No client is served yet, and waiting clients are better served once the allocations are known.
                Thread.Sleep(s_pause);
            }
        }
    }

    private static JournalReader? Read(OpenFolder folder, string name)
    {
        if (folder.StatusOf(name) is null)
            return null;
        using SafeFileHandle file = folder.Open(name, OpenFlags.Read);
        var reader = new JournalReader();
        byte[] piece = new byte[PieceLength];
        long length = 0;
        while (reader.Problem is null && RandomAccess.Read(file, piece, length) is var count and > 0)
        {
            length += count;
            if (length > MaxBytes)
                throw new UntrustedFileException($"is longer than {MaxBytes} bytes");
            reader.Read(piece.AsSpan(0, count));
        }

        return reader;
    }

    private static bool TryMoveAside(OpenFolder folder, string name, string problem, Action<string> warn, TimeProvider time)
    {
        string path = Path.Combine(folder.Path, name);
        string aside = string.Create(CultureInfo.InvariantCulture, $"{name}.{time.GetUtcNow():yyyyMMdd-HHmmss}");
        string whatIsWrong = $"{path} is not a journal that this daemon can read ({problem})";
        try
        {
            folder.Rename(name, aside);
            warn($"{whatIsWrong}: it is kept as {Path.Combine(folder.Path, aside)}, and what was allocated before is not known");
            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"{whatIsWrong}, nor put aside ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
            return false;
        }
    }
}

/// <summary>How much of a journal can be believed.</summary>
internal enum PastState
{
    /// <summary>There is none, or none any more.</summary>
    None,

    /// <summary>All of it.</summary>
    Known,

    /// <summary>What it says of connections that are still open: those whose ports changed later do not outlive a daemon.</summary>
    Behind,

    /// <summary>Nothing, because it cannot be read.</summary>
    Unreadable,

    /// <summary>It is something else, and cannot be moved.</summary>
    InTheWay,
}

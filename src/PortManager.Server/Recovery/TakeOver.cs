using System.Text;
using Microsoft.Extensions.Logging;
using PortManager.Server.Files;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Logging;

namespace PortManager.Server.Recovery;

/// <summary>
/// Takes over what another port manager had allocated, by its usage file: the ports on which a process of the user listens that the file names. Anybody may have come to listen
/// on the others since.
/// </summary>
/// <param name="file">The path of the usage file. One of this path is read once: what it says is out of date at later starts.</param>
/// <param name="folder">The state folder, which remembers that; null if there is none, and then nothing is taken over.</param>
/// <param name="users">The names of those who listen.</param>
/// <param name="log">Is told how many ports there are.</param>
/// <param name="warn">Takes warnings for the operator.</param>
internal sealed class TakeOver(string file, string? folder, UserNames users, ILogger log, Action<string> warn)
{
    private const string Mark = "taken-over";
    private const int MaxMarkBytes = 64 * 1024;

    /// <summary>More than a line for each port, with the longest names.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_nameTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Reads the file, unless that was done before, and looks who listens.</summary>
    /// <param name="listeners">Who listens now.</param>
    /// <param name="known">Ports that are allocated already.</param>
    /// <param name="connection">The last number of a connection that there was.</param>
    /// <param name="now">From when on they are listed: the file does not say since when they have their ports.</param>
    /// <returns>What is to be listed as after a restart, each with a connection of its own; null if the file is not read.</returns>
    public AllocationRecord[]? Read(PortListeners listeners, IReadOnlySet<int> known, long connection, DateTimeOffset now)
    {
        if (folder is null)
        {
            warn($"nothing of {file} is taken over: there is no state folder, to keep what is allocated");
            return null;
        }

        if (IsDone(folder))
            return null;
        if (!listeners.AreKnown)
        {
            warn($"nothing of {file} is taken over: the kernel does not tell who listens on which port");
            return null;
        }

        if (Rows() is not { } rows)
            return null;
        PortAllocation[] others = [.. rows.Where(row => !known.Contains(row.Port))];
        long[] listening = [.. others.SelectMany(row => UsersOn(listeners, row.Port)).Distinct()];
        Task.WaitAll([.. listening.Select(users.PrepareAsync)], s_nameTimeout);
        AllocationRecord[] taken =
        [
            .. others.Select(row => (Row: row, Owner: UsersOn(listeners, row.Port).Where(user => IsCalled(user, row.User)).Cast<long?>().FirstOrDefault()))
                .Where(found => found.Owner is not null)
                .Select((found, i) => new AllocationRecord(
                    found.Row.Port, found.Row.Service, found.Row.Service, found.Row.User, found.Owner, now, connection + i + 1, RequestPosition: 0)),
        ];
        log.TookOver(taken.Length, rows.Count, file);
        return taken;
    }

    /// <summary>Remembers that the file was read.</summary>
    public void Finish()
    {
        try
        {
            using OpenFolder own = StateFolder.OpenOwn(folder!);
            AtomicFile.Replace(own, Mark, string.Join('\n', [.. Done(own), Path.GetFullPath(file)]) + "\n", OpenFolder.OwnFile);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"cannot write that {file} was taken over ({FileProblem.Describe(e)}): start without --take-over the next time");
        }
    }

    private static string[] Done(OpenFolder own) =>
        own.Read(Mark, MaxMarkBytes) is { } text ? Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    private bool IsDone(string stateFolder)
    {
        try
        {
            using OpenFolder own = StateFolder.OpenOwn(stateFolder);
            return Done(own).Contains(Path.GetFullPath(file));
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return false;
        }
    }

    private static IEnumerable<long> UsersOn(PortListeners listeners, int port)
    {
        if (listeners.SocketOf(port, null)?.User is not { } first)
            yield break;
        yield return first;
        if (listeners.OtherUserOn(port, first) is { } other)
            yield return other;
    }

    private static string More(int wrong) => wrong == 1 ? "" : $", and {wrong - 1} more";

    private bool IsCalled(long user, string name) => (users.TryFind(user, out string? known) && known == name) || UserNames.Number(user) == name;

    /// <summary>What the file says; null if it cannot be read, which is said.</summary>
    private IReadOnlyList<PortAllocation>? Rows()
    {
        try
        {
            using FilePlace place = FolderWalk.ToFile(file, make: null);
            if (place.Folder.Read(place.Name, MaxBytes) is not { } bytes)
            {
                warn($"nothing is taken over: there is no file {file}");
                return null;
            }

            FormerUsage usage = FormerUsage.Read(Encoding.UTF8.GetString(bytes));
            if (usage.WrongLines is [var first, ..])
                warn($"line {first} of {file} is left out{More(usage.WrongLines.Count)}: it is not {FormerUsage.Line}");
            return usage.Rows;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"nothing is taken over: cannot read {file} ({FileProblem.Describe(e)})");
            return null;
        }
    }
}

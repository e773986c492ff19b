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
/// <param name="file">The path of the usage file.</param>
/// <param name="users">The names of those who listen.</param>
/// <param name="log">Is told how many ports there are.</param>
/// <param name="warn">Takes warnings for the operator.</param>
internal sealed class TakeOver(string file, UserNames users, ILogger log, Action<string> warn)
{
    /// <summary>More than a line for each port, with the longest names.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan s_nameTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Reads the file, and looks who listens.</summary>
    /// <param name="listeners">Who listens now.</param>
    /// <param name="now">From when on they are listed: the file does not say since when they have their ports.</param>
    /// <returns>What is to be listed as after a restart, with connections numbered from 1.</returns>
    public AllocationRecord[] Read(PortListeners listeners, DateTimeOffset now)
    {
        if (!listeners.AreKnown)
        {
            warn($"nothing of {file} is taken over: the kernel does not tell who listens on which port");
            return [];
        }

        IReadOnlyList<PortAllocation> rows = Rows();
        long[] listening = [.. rows.SelectMany(row => UsersOn(listeners, row.Port)).Distinct()];
        Task.WaitAll([.. listening.Select(users.PrepareAsync)], s_nameTimeout);
        AllocationRecord[] taken =
        [
            .. rows.Select(row => (Row: row, Owner: UsersOn(listeners, row.Port).Where(user => IsCalled(user, row.User)).Cast<long?>().FirstOrDefault()))
                .Where(found => found.Owner is not null)
                .Select((found, i) => new AllocationRecord(
                    found.Row.Port, found.Row.Service, found.Row.Service, found.Row.User, found.Owner, now, Connection: i + 1, RequestPosition: 0)),
        ];
        log.TookOver(taken.Length, file, rows.Count - taken.Length);
        return taken;
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

    private IReadOnlyList<PortAllocation> Rows()
    {
        try
        {
            using FilePlace place = FolderWalk.ToFile(file, make: null);
            if (place.Folder.Read(place.Name, MaxBytes) is not { } bytes)
            {
                warn($"nothing is taken over: there is no file {file}");
                return [];
            }

            FormerUsage usage = FormerUsage.Read(Encoding.UTF8.GetString(bytes));
            if (usage.WrongLines is [var first, ..])
                warn($"line {first} of {file} is left out{More(usage.WrongLines.Count)}: it is not {FormerUsage.Line}");
            return usage.Rows;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"nothing is taken over: cannot read {file} ({FileProblem.Describe(e)})");
            return [];
        }
    }
}

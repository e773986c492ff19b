using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Pool;

namespace PortManager.Server.Status;

/// <summary>How many ports are in which state. Together they are the pool, and what is held outside of it since before a restart.</summary>
/// <param name="Size">All of them.</param>
/// <param name="Held">Allocated.</param>
/// <param name="Free">To be given out.</param>
/// <param name="Busy">In use by other programs.</param>
/// <param name="InGrace">Those that only the user who had them before a restart gets.</param>
internal readonly record struct PoolFigures(int Size, int Held, int Free, IReadOnlyList<int> Busy, int InGrace)
{
    public static PoolFigures Of(PortPool pool, Registry registry)
    {
        int[] busy = [.. pool.Busy];
        return new PoolFigures(pool.Size, registry.Count, pool.Free, busy, registry.PortsInGrace.Count);
    }
}

/// <summary>How many connections are of which kind. Together they are all of them.</summary>
/// <param name="Holding">Those that hold ports.</param>
/// <param name="Idle">Others of the line protocol.</param>
/// <param name="Http">Those that speak HTTP.</param>
internal readonly record struct ConnectionFigures(int Holding, int Idle, int Http)
{
    public int Open => Holding + Idle + Http;

    public static ConnectionFigures Of(ConnectionTable connections)
    {
        int holding = 0, http = 0;
        foreach (Connection connection in connections.Open)
        {
            holding += connection.HoldsPorts ? 1 : 0;
            http += connection.IsHttp ? 1 : 0;
        }

        return new ConnectionFigures(holding, connections.Count - holding - http, http);
    }
}

/// <summary>What became of the allocations of the daemon before.</summary>
/// <param name="Survived">Starts, since the state folder was new, at which there were some.</param>
/// <param name="Adopted">Ports whose connection was adopted, at the last start.</param>
/// <param name="Orphaned">Ports whose connection was gone, and that were listened on.</param>
/// <param name="InGrace">Ports that only the user who had them got.</param>
internal readonly record struct RestartFigures(long Survived, int Adopted, int Orphaned, int InGrace);

/// <summary>How the daemon was at one moment. It never changes, so any thread may read it.</summary>
/// <param name="Pool">The ports.</param>
/// <param name="Connections">The connections.</param>
/// <param name="UnreadBytes">Bytes that clients make the daemon keep.</param>
/// <param name="Journal">written, failing or none.</param>
/// <param name="JournalWrites">Lines of the journal since the start.</param>
/// <param name="Survives">What outlives the process: connections, allocations or nothing.</param>
/// <param name="Directory">How far the directory of the lab has what is allocated; null if there is none.</param>
internal sealed record StatusFigures(
    PoolFigures Pool, ConnectionFigures Connections, long UnreadBytes, string Journal, long JournalWrites, string Survives, DirectoryFigures? Directory)
{
    public bool IsJournalFailing => Journal == "failing";
}

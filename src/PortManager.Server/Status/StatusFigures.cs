using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Pool;

namespace PortManager.Server.Status;

/// <summary>How many ports are in which state. Together they are the pool, and what is held outside of it since before a restart.</summary>
/// <param name="Size">All of them.</param>
/// <param name="Held">Allocated.</param>
/// <param name="Free">To be given out.</param>
/// <param name="Busy">In use by strangers.</param>
/// <param name="Resting">Kept for who had them before a restart.</param>
internal readonly record struct PoolFigures(int Size, int Held, int Free, IReadOnlyList<int> Busy, int Resting)
{
    public static PoolFigures Of(PortPool pool, Registry registry)
    {
        int[] busy = [.. pool.Busy];
        return new PoolFigures(pool.Size, registry.Count, pool.Free, busy, registry.ReservedPorts.Count);
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
        AcceptedConnection[] open = connections.Snapshot();
        foreach (AcceptedConnection connection in open)
        {
            holding += connection.HoldsPorts ? 1 : 0;
            http += connection.IsHttp ? 1 : 0;
        }

        return new ConnectionFigures(holding, open.Length - holding - http, http);
    }
}

/// <summary>What became of the allocations of the daemon before.</summary>
/// <param name="Survived">Starts, since the state folder was new, at which there were some.</param>
/// <param name="Adopted">Ports whose connection was still open, at the last start.</param>
/// <param name="Orphaned">Ports whose connection was not, and that were listened on.</param>
/// <param name="Resting">Ports that were kept for their owners.</param>
internal readonly record struct RestartFigures(long Survived, int Adopted, int Orphaned, int Resting);

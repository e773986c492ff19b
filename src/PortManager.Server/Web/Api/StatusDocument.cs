using System.ComponentModel;
using PortManager.Server.Status;

namespace PortManager.Server.Web.Api;

/// <summary>What the daemon says of itself.</summary>
internal sealed record StatusDocument(
    [property: Description("The name of this host.")] string Host,
    [property: Description("The daemon's version.")] string Version,
    [property: Description("The daemon's process.")] int Process,
    [property: Description("When it started.")] DateTime Started,
    [property: Description("Where it speaks the line protocol.")] IReadOnlyList<string> Listen,
    [property: Description("Where it speaks HTTP.")] IReadOnlyList<string> Http,
    [property: Description("What happens to a request whose user is not the verified user: off, warn or enforce.")] string Identity,
    [property: Description("Names that only certain users may advertise.")] IReadOnlyList<ProtectedDocument> Protected,
    PoolDocument Pool,
    ConnectionsDocument Connections,
    LimitsDocument Limits,
    JournalDocument Journal,
    RestartsDocument Restarts,
    [property: Description("The directory of the lab; not there without one.")] DirectoryDocument? Directory)
{
    public static StatusDocument Of(DaemonFacts facts, StatusFigures now)
    {
        PoolFigures pool = now.Pool;
        ConnectionFigures open = now.Connections;
        RestartFigures restarts = facts.Restarts;
        Limits limits = facts.Options.Limits;
        return new StatusDocument(
            Environment.MachineName,
            Product.Version,
            Environment.ProcessId,
            ApiJson.Time(facts.Started),
            facts.EndPoints.Listen,
            facts.EndPoints.Http,
            facts.Identity,
            [.. facts.Options.Protected.Select(name => new ProtectedDocument(name.Service, name.Users))],
            new PoolDocument(facts.Options.Ports.ToString(), pool.Size, pool.Held, pool.Free, pool.Busy.Count, pool.InGrace, pool.Busy),
            new ConnectionsDocument(open.Open, open.Holding, open.Idle, open.Http, now.UnreadBytes),
            new LimitsDocument(
                facts.MaxConnections,
                limits.ConnectionsPerHost,
                limits.PortsPerConnection,
                limits.PortsPerUser,
                limits.LineLength,
                (int)limits.LineAge.TotalSeconds,
                limits.UnreadBytes),
            new JournalDocument(now.Journal, now.JournalWrites),
            new RestartsDocument(now.Survives, restarts.Survived, restarts.Adopted, restarts.Orphaned, restarts.InGrace),
            now.Directory is { } directory
                ? new DirectoryDocument(directory.State, facts.Options.Directory!.HostName, ApiJson.Time(directory.Since), directory.Problem)
                : null);
    }
}

/// <summary>A name that only certain users may advertise.</summary>
internal sealed record ProtectedDocument(
    [property: Description("The name; with it, those of further instances.")] string Service,
    [property: Description("The verified users who may have it.")] IReadOnlyList<string> Users);

/// <summary>The ports that can be given out: held, free, busy and resting together are all of them.</summary>
internal sealed record PoolDocument(
    [property: Description("Ranges of ports, separated by commas.")] string Ranges,
    [property: Description("How many ports they are, without the daemon's own.")] int Size,
    [property: Description("How many are allocated.")] int Held,
    [property: Description("How many can be given out.")] int Free,
    [property: Description("How many are in use by other programs.")] int Busy,
    [property: Description("How many are in grace: kept for the users who had them before a restart.")] int Resting,
    [property: Description("The ports that are in use by other programs.")] IReadOnlyList<int> BusyPorts);

/// <summary>The connections: holding, idle and http together are all of them.</summary>
internal sealed record ConnectionsDocument(
    [property: Description("All of them.")] int Open,
    [property: Description("Those that hold ports.")] int Holding,
    [property: Description("Others of the line protocol.")] int Idle,
    [property: Description("Those that speak HTTP.")] int Http,
    [property: Description("Bytes that wait for clients to read them, of all together.")] long UnreadBytes);

/// <summary>What one client, or all of them, may take.</summary>
internal sealed record LimitsDocument(
    [property: Description("Connections in all.")] int Connections,
    [property: Description("Connections of one other host.")] int ConnectionsPerHost,
    [property: Description("Ports of one connection.")] int PortsPerConnection,
    [property: Description("Ports of one user.")] int PortsPerUser,
    [property: Description("Bytes of a request.")] int LineLength,
    [property: Description("Seconds that a request may take to come.")] int LineAgeSeconds,
    [property: Description("Bytes that may wait for clients to read them.")] long UnreadBytes);

/// <summary>The journal of what is allocated.</summary>
internal sealed record JournalDocument(
    [property: Description("written, failing, or none where there is no state folder.")] string State,
    [property: Description("Entries since the start.")] long Writes);

/// <summary>What becomes of allocations when the daemon ends, and what became of them.</summary>
internal sealed record RestartsDocument(
    [property: Description("What outlives the process: connections, allocations or nothing.")] string Survives,
    [property: Description("Starts that took over allocations, since the state folder was new.")] long Survived,
    [property: Description("Ports whose connection was still open, at the last start.")] int Adopted,
    [property: Description("Ports that were listened on, and whose connection was not open any more.")] int Orphaned,
    [property: Description("Ports that were kept for their owners.")] int Resting);

/// <summary>How far the directory of the lab has what is allocated.</summary>
internal sealed record DirectoryDocument(
    [property: Description("current, behind or conflict.")] string State,
    [property: Description("The name under which this host publishes.")] string Host,
    [property: Description("Since when that is so.")] DateTime Since,
    [property: Description("What is wrong; not there if nothing is.")] string? Problem);

using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Pool;
using PortManager.Server.Sessions;
using PortManager.Server.Status;

namespace PortManager.Server.Loop;

/// <summary>What the loop owns: no other thread touches any of it, unless it says that any may.</summary>
internal sealed record LoopState
{
    public required Limits Limits { get; init; }

    public required PortPool Pool { get; init; }

    public required Registry Registry { get; init; }

    public required Listings Listings { get; init; }

    /// <summary>What is on disk; null if there is no state folder.</summary>
    public required JournalFile? Journal { get; init; }

    public required ConnectionTable Connections { get; init; }

    /// <summary>What systemd keeps; null if connections end with the process.</summary>
    public required ConnectionStore? Store { get; init; }

    public required PeerIdentity Identity { get; init; }

    public required ListenedPorts Listened { get; init; }

    public required RequestExecutor Executor { get; init; }

    public required StatusReport Status { get; init; }

    public required EventLog Events { get; init; }

    public required RecentEvents Recent { get; init; }

    public required DaemonMetrics Metrics { get; init; }

    public required UserNames Users { get; init; }

    public required ReverseDns Hosts { get; init; }

    /// <summary>Whether HTTP is spoken beside the line protocol.</summary>
    public required bool MayBeHttp { get; init; }

    /// <summary>Is called when what is allocated has changed, with the changes, which are gone after the call. It must not wait.</summary>
    public required Action<IReadOnlyList<Change>> WhenChanged { get; init; }
}

namespace PortManager.Server.Allocations;

/// <summary>Why a request is refused. The names are those of the metric, in its spelling.</summary>
internal enum RefusalReason
{
    NoFreePorts,
    Duplicate,
    ConnectionQuota,
    UserQuota,
    WrongUser,
    ProtectedName,
    NotLocal,
    NotInPool,
    InUse,
    KeptForAnother,
    NotHeld,
    WatchesAlready,
    Stopping,
}

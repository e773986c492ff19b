using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Pool;

namespace PortManager.Server.Logging;

/// <summary>Logs what happens to allocations and to the pool.</summary>
internal static class EventLog
{
    public static void Attach(SharedRegistry registry, PortPool pool, ILogger log)
    {
        registry.Changed += change =>
        {
            Allocation allocation = change.Allocation;
            switch (change.Kind, change.IsRename)
            {
                case (ChangeKind.Added, false):
                    log.Allocated(allocation.Port, allocation.Service, allocation.User);
                    break;
                case (ChangeKind.Removed, false):
                    log.Freed(allocation.Port, allocation.Service, allocation.User);
                    break;
                case (ChangeKind.Added, true):
                    log.Renamed(allocation.Port, allocation.Service, allocation.User);
                    break;
            }
        };
        pool.FoundBusy += log.PortBusy;
        pool.NoLongerBusy += log.PortNoLongerBusy;
    }
}

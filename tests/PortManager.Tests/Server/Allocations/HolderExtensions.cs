using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

internal static class HolderExtensions
{
    public static bool Holds(this Holder holder, int port) => holder.Held.Any(a => a.Port == port);
}

using PortManager.Server.Journal;

namespace PortManager.Tests.Server.Journal;

internal static class Records
{
    public static AllocationRecord Of(
        int port, string service = "s", string user = "u", string? requested = null, long? owner = null, long connection = 0, long position = 0) =>
        new(port, requested ?? service, service, user, owner, DateTimeOffset.UnixEpoch.AddSeconds(port), connection, position);
}

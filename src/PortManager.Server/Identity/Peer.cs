using System.Globalization;
using System.Net;

namespace PortManager.Server.Identity;

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Address">The address; null for a Unix socket.</param>
/// <param name="IsLocal">Whether it may have ports.</param>
/// <param name="Owner">The user id of its process, where the kernel told it.</param>
/// <param name="Socket">The inode of its socket, where the kernel told it.</param>
/// <param name="Process">Its process, where the kernel told it.</param>
internal readonly record struct Peer(IPAddress? Address, bool IsLocal, long? Owner, uint? Socket = null, int? Process = null)
{
    /// <summary>As the log names it.</summary>
    public override string ToString() => Address is not null ? Address.ToString()
        : Process is not null ? string.Create(CultureInfo.InvariantCulture, $"process {Process} of user {Owner} (Unix socket)")
        : "an unknown peer";
}

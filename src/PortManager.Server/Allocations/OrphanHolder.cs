namespace PortManager.Server.Allocations;

/// <summary>
/// Stands in for a holder whose connection ended with the daemon before this one. If its server listens on, its port is listed as before, until it
/// listens no more, or claims it. If not, the port is in grace. Each such port has its own.
/// </summary>
/// <param name="id">The number of the connection that ended.</param>
/// <param name="owner">The user id that the kernel gave for it.</param>
/// <param name="isListening">Whether the server listens still.</param>
internal sealed class OrphanHolder(long id, long? owner, Func<bool> isListening) : Holder
{
    public override long Id => id;

    public override long? Owner => owner;

    public override long RequestPosition => 0;

    public override bool HasLeft => !isListening();
}

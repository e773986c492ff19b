namespace PortManager.Server.Events;

/// <summary>Something that happened. What does not apply is null, or 0.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Port">The port.</param>
/// <param name="Service">The name as advertised, or as asked for.</param>
/// <param name="User">The user as the request gave it.</param>
/// <param name="Request">The line that was no request, made printable and cut.</param>
/// <param name="Reason">Why it was refused, or was none.</param>
internal sealed record DaemonEvent(
    EventKind Kind, int Port = 0, string? Service = null, string? User = null, string? Request = null, string? Reason = null)
{
    /// <summary>Greater than that of every event before, of the daemons before too.</summary>
    public long Id { get; set; }

    public DateTimeOffset Time { get; set; }
}

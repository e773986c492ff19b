namespace PortManager.Server.Pool;

/// <summary>What a look at a port has shown.</summary>
/// <param name="Port">The port; 0 where none was looked at.</param>
/// <param name="IsFree">Whether nothing was bound to it, on any address; null when the system could not tell.</param>
internal readonly record struct PortLook(int Port, bool? IsFree);

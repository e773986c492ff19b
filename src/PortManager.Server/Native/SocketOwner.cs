namespace PortManager.Server.Native;

/// <summary>Whose a socket is.</summary>
/// <param name="User">The user id.</param>
/// <param name="Inode">The number by which /proc shows it among what a process has open.</param>
internal readonly record struct SocketOwner(uint User, uint Inode);

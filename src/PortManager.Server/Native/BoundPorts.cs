namespace PortManager.Server.Native;

/// <summary>Which ports sockets have, and whether they are all closed by now.</summary>
internal sealed class BoundPorts
{
    private readonly Dictionary<int, bool> _isInUse = [];

    /// <summary>What is known if the kernel does not tell.</summary>
    public static BoundPorts Unknown { get; } = new();

    /// <summary>Enters a socket.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="isInUse">Whether a process has it.</param>
    public void Add(int port, bool isInUse) => _isInUse[port] = isInUse || _isInUse.GetValueOrDefault(port);

    /// <summary>Whether a port has sockets, and none of them is a process's any more.</summary>
    public bool HasOnlyClosed(int port) => _isInUse.TryGetValue(port, out bool isInUse) && !isInUse;
}

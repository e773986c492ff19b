namespace PortManager.Client;

/// <summary>The address of a port manager.</summary>
/// <param name="Host">A DNS name or an address.</param>
/// <param name="Port">Its listen port, 1 to 65535.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>The port of the latest connection, or the one that was tried last. Any thread may read it.</summary>
    public int Port { get; set; } = Port;

    /// <summary>Returns the address as it stands in messages.</summary>
    public override string ToString() => $"{Host} port {Port}";
}

namespace PortManager.Client;

/// <summary>The address of a port manager.</summary>
/// <param name="Host">A DNS name or an address.</param>
/// <param name="Port">Its listen port, 1 to 65535.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Returns the address as it stands in messages.</summary>
    public override string ToString() => $"{Host} port {Port}";
}

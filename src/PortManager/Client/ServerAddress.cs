namespace PortManager.Client;

/// <summary>Where a port manager is.</summary>
/// <param name="Host">A DNS name or an address.</param>
/// <param name="Port">Its listen port, 1 to 65535.</param>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>As it stands in messages.</summary>
    public override string ToString() => $"{Host} port {Port}";
}

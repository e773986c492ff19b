namespace PortManager.Testing;

/// <summary>A port that a connection of a <see cref="TestPortManager"/> holds.</summary>
/// <param name="Port">The port.</param>
/// <param name="Requested">The name that was asked for.</param>
/// <param name="User">The user.</param>
/// <param name="Holder">The connection.</param>
/// <param name="Since">When it was allocated.</param>
internal sealed record TestAllocation(int Port, string Requested, string User, TestConnection Holder, DateTimeOffset Since)
{
    /// <summary>The name under which the service is advertised: the one that was asked for, or that with a number.</summary>
    public required string Service { get; set; }
}

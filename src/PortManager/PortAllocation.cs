namespace PortManager;

/// <summary>An allocated port, and the service that is advertised under it: one row of a listing.</summary>
/// <param name="Port">The TCP port, 1 to 65535.</param>
/// <param name="Service">
/// The name under which the service is advertised. Further instances of one service by one user have a number: <c>myService_1</c>.
/// </param>
/// <param name="User">The name of the user who runs the service, as the service gave it.</param>
public sealed record PortAllocation(int Port, string Service, string User);

using PortManager;
using PortManager.Client;

await using var ports = await PortManagerClient.ConnectAsync("localhost");
await using PortListener service = await ports.ListenAsync("myService");     // a port, and service.Socket, which listens on it
Console.WriteLine($"{service.Service} listens on port {service.Port}");

foreach (PortAllocation found in await ports.FindAsync(beginsWith: "my"))
    Console.WriteLine($"{found.Service} of {found.User} is on port {found.Port}");

PortAllocation ring = await ports.WaitForAsync("RingMaster", timeout: TimeSpan.FromSeconds(30));
Console.WriteLine($"the ring master is on port {ring.Port}");

using PortManager;
using PortManager.Client;

await using var ports = await PortManagerClient.ConnectAsync("localhost");
await using PortListener service = await ports.ListenAsync("myService");     // a port, and service.Socket, which listens on it

foreach (PortAllocation found in await ports.FindAsync(beginsWith: "my", user: "fox"))
    Console.WriteLine($"{found.Service} of {found.User} is on port {found.Port}");

PortAllocation ring = await ports.WaitForAsync("RingMaster", timeout: TimeSpan.FromSeconds(30));

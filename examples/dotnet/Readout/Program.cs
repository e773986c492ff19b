using System.Net.Sockets;
using PortManager.Client;

int? port = args.Length > 0 ? int.Parse(args[0]) : null;
await using PortManagerClient ports = await PortManagerClient.ConnectAsync("localhost", port);
ports.StateChanged += (_, now) => Console.WriteLine($"{now.Change}: {now.Reason}");

// A port, and the socket that listens on it. Both end with the block.
await using PortListener readout = await ports.ListenAsync("Readout");
Console.WriteLine($"{readout.Service} is on port {readout.Port}");

// Waits until a ring master is advertised and accepts.
using Socket ring = await ports.ConnectToAsync("RingMaster");
Console.WriteLine($"connected to {ring.RemoteEndPoint}");

try
{
    while (true)
    {
        using Socket client = await readout.Socket.AcceptAsync(readout.Lease.Lost);
        await client.SendAsync("0 events\n"u8.ToArray());
    }
}
catch (OperationCanceledException)
{
    Console.WriteLine("the port is lost");
}

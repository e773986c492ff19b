using PortManager;
using PortManager.Client;

// HOST:PORT, or HOST with the usual port.
IPortManagerClient[] hosts = [.. args.Select(host => host.Split(':'))
    .Select(at => new PortManagerClient(at[0], at.Length > 1 ? int.Parse(at[1]) : null))];

await foreach (PortWatchEvent now in hosts.WatchAllAsync(beginsWith: "Ring"))
{
    Console.WriteLine(now.Kind switch
    {
        PortWatchEventKind.Added => $"{now.Host}: + {now.Allocation!.Service} of {now.Allocation.User} on port {now.Allocation.Port}",
        PortWatchEventKind.Removed => $"{now.Host}: - {now.Allocation!.Service} of {now.Allocation.User}",
        PortWatchEventKind.Stale => $"{now.Host} is down: {now.Reason}",
        _ => $"{now.Host} is up",
    });
}

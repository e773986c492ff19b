using PortManager.Cli.Errors;
using PortManager.Cli.Output;
using PortManager.Protocol;

namespace PortManager.Cli.Commands;

/// <summary>What one host answered: its services, or why there are none.</summary>
internal sealed record HostListing(string Host, IReadOnlyList<PortRow> Ports, Failure? Failure)
{
    /// <summary>Asks one host; what goes wrong is part of the result.</summary>
    public static async Task<HostListing> AskAsync(string host, int? port, CancellationToken stop)
    {
        try
        {
            await using PortManagerClient client = await HostOptions.ConnectAsync(host, port, stop);
            IReadOnlyList<PortAllocation> ports = await client.ListPortsAsync(stop);
            return new HostListing(host, [.. ports.Select(allocation => PortRow.From(host, allocation))], null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new HostListing(host, [], Failures.Of(e, $"the port manager on {Printable.Text(host)}"));
        }
    }
}

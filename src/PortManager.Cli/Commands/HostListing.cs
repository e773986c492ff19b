using PortManager.Cli.Errors;
using PortManager.Cli.Output;

namespace PortManager.Cli.Commands;

/// <summary>What one host answered: its services, or why there are none.</summary>
internal sealed record HostListing(string Host, IReadOnlyList<PortRow> Ports, Failure? Failure)
{
    /// <summary>Asks one host, for all that it knows of the services if need be; what goes wrong is part of the result.</summary>
    public static async Task<HostListing> AskAsync(string host, int? port, bool isLong, CancellationToken stop)
    {
        try
        {
            IEnumerable<PortRow> rows = await HostOptions.UseAsync(
                host,
                port,
                async client => isLong
                    ? (await client.ListDetailsAsync(cancellationToken: stop)).Select(details => PortRow.From(host, details))
                    : (await client.ListPortsAsync(stop)).Select(allocation => PortRow.From(host, allocation)),
                stop);
            return new HostListing(host, [.. rows], null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new HostListing(host, [], Failures.Of(e));
        }
    }
}

using PortManager.Cli.Errors;
using PortManager.Cli.Output;

namespace PortManager.Cli.Commands;

/// <summary>The answer of one host: its services, or why there are none.</summary>
internal sealed record HostListing(string Host, IReadOnlyList<PortRow> Ports, Failure? Failure)
{
    /// <summary>Asks one host for its services, with their details if <paramref name="isLong"/>. An error is part of the result.</summary>
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

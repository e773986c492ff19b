using PortManager.Cli.Errors;
using PortManager.Cli.Output;

namespace PortManager.Cli.Commands;

/// <summary>The answer of one host: its services, or why there are none.</summary>
internal sealed record HostListing(string Host, IReadOnlyList<PortRow> Ports, Failure? Failure)
{
    /// <summary>Asks one host for its services, with their details if <paramref name="isLong"/>. An error is part of the result.</summary>
    public static async Task<HostListing> AskAsync(string host, int? port, TimeSpan? timeout, bool isLong, CancellationToken stop)
    {
        try
        {
            IEnumerable<PortRow> rows = await HostOptions.UseAsync(
                host,
                port,
                timeout,
                async (client, limit) => isLong
                    ? (await client.ListDetailsAsync(cancellationToken: limit)).Select(details => PortRow.From(host, details))
                    : (await client.ListPortsAsync(limit)).Select(allocation => PortRow.From(host, allocation)),
                stop);
            return new HostListing(host, [.. rows], null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new HostListing(host, [], Failures.Of(e));
        }
    }
}

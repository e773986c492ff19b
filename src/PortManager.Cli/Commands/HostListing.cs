using PortManager.Cli.Errors;
using PortManager.Cli.Output;
using PortManager.Client;

namespace PortManager.Cli.Commands;

/// <summary>The answer of one host: its services, or why there are none.</summary>
internal sealed record HostListing(string Host, IReadOnlyList<PortRow> Ports, Failure? Failure)
{
    /// <summary>Asks one host for its services. An error is part of the result.</summary>
    public static async Task<HostListing> AskAsync(string host, int? port, TimeSpan? timeout, DetailWish details, CancellationToken stop)
    {
        try
        {
            IEnumerable<PortRow> rows = await HostOptions.UseAsync(
                host,
                port,
                timeout,
                (client, limit) => RowsAsync(client, host, details, limit),
                stop);
            return new HostListing(host, [.. rows], null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new HostListing(host, [], Failures.Of(e));
        }
    }

    private static async Task<IEnumerable<PortRow>> RowsAsync(PortManagerClient client, string host, DetailWish wish, CancellationToken limit)
    {
        try
        {
            if (wish != DetailWish.None)
                return (await client.ListDetailsAsync(cancellationToken: limit)).Select(details => PortRow.From(host, details));
        }
        catch (PortManagerNotSupportedException) when (wish == DetailWish.IfKnown)
        {
            // An old port manager knows no verified users.
        }

        return (await client.ListPortsAsync(limit)).Select(allocation => PortRow.From(host, allocation));
    }
}

/// <summary>Whether details are asked for.</summary>
internal enum DetailWish
{
    None,

    /// <summary>They are, and left out if the port manager does not know them.</summary>
    IfKnown,

    Needed,
}

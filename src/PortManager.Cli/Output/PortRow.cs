namespace PortManager.Cli.Output;

/// <summary>One advertised service, with the host it is on: what all verbs print.</summary>
/// <param name="Host">The host as it was asked for.</param>
/// <param name="Port">The port.</param>
/// <param name="Service">The name as advertised.</param>
/// <param name="User">Who advertises it.</param>
internal sealed record PortRow(string Host, int Port, string Service, string User)
{
    public static PortRow From(string host, PortAllocation allocation) =>
        new(host, allocation.Port, allocation.Service, allocation.User);
}

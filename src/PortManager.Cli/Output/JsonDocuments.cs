namespace PortManager.Cli.Output;

/// <summary>The output of <c>list --json</c> and <c>find --json</c>.</summary>
/// <param name="Ports">The services.</param>
/// <param name="Errors">The hosts that could not be asked.</param>
internal sealed record ListingDocument(IReadOnlyList<PortRow> Ports, IReadOnlyList<HostError> Errors);

/// <summary>A host that could not be asked, and why.</summary>
internal sealed record HostError(string Host, string Error);

/// <summary>A line of <c>watch --json</c>.</summary>
/// <param name="Change"><c>added</c> or <c>removed</c>.</param>
/// <param name="Host">The host as the command line names it.</param>
/// <param name="Port">The port.</param>
/// <param name="Service">The name under which the service is advertised.</param>
/// <param name="User">The user who advertises it.</param>
internal sealed record ChangeLine(string Change, string Host, int Port, string Service, string User)
{
    public static ChangeLine From(bool isAdded, PortRow row) => new(isAdded ? "added" : "removed", row.Host, row.Port, row.Service, row.User);

    public static ChangeLine From(string host, PortChange change)
    {
        (int port, string service, string user) = change.Allocation;
        return new ChangeLine(change.Kind == PortChangeKind.Added ? "added" : "removed", host, port, service, user);
    }
}

using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>One advertised service and its host, as all verbs print it.</summary>
/// <param name="Host">The host as the command line names it.</param>
/// <param name="Port">The port.</param>
/// <param name="Service">The name under which the service is advertised.</param>
/// <param name="User">The user who advertises it.</param>
internal sealed record PortRow(string Host, int Port, string Service, string User)
{
    /// <summary>The user who runs the service, as the kernel reports it; null if that is not known, or was not requested.</summary>
    public string? VerifiedUser { get; init; }

    /// <summary><c>listening</c>, <c>reserved</c> or <c>orphaned</c>; null if it was not requested.</summary>
    public string? State { get; init; }

    /// <summary>When the port was allocated, in UTC; null if it was not requested.</summary>
    public DateTime? Since { get; init; }

    public static PortRow From(string host, PortAllocation allocation) =>
        new(host, allocation.Port, allocation.Service, allocation.User);

    public static PortRow From(string host, PortDetails details) => From(host, details.Allocation) with
    {
        VerifiedUser = details.VerifiedUser,
        State = DetailRow.WordOf(details.State),
        Since = details.Since.UtcDateTime,
    };
}

using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>One advertised service, with the host it is on: what all verbs print.</summary>
/// <param name="Host">The host as it was asked for.</param>
/// <param name="Port">The port.</param>
/// <param name="Service">The name as advertised.</param>
/// <param name="User">Who advertises it.</param>
internal sealed record PortRow(string Host, int Port, string Service, string User)
{
    /// <summary>Who the kernel says runs it; null where that is not known, or was not asked for.</summary>
    public string? VerifiedUser { get; init; }

    /// <summary><c>listening</c>, <c>reserved</c> or <c>orphaned</c>; null where it was not asked for.</summary>
    public string? State { get; init; }

    /// <summary>When the port was taken; null where it was not asked for.</summary>
    public DateTimeOffset? Since { get; init; }

    public static PortRow From(string host, PortAllocation allocation) =>
        new(host, allocation.Port, allocation.Service, allocation.User);

    public static PortRow From(string host, PortDetails details) => From(host, details.Allocation) with
    {
        VerifiedUser = details.VerifiedUser,
        State = DetailRow.WordOf(details.State),
        Since = details.Since,
    };
}

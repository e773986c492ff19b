namespace PortManager.Lab;

/// <summary>A service that some host of the lab advertises.</summary>
/// <param name="Host">The host, by the name under which its daemon publishes.</param>
/// <param name="Port">The port.</param>
/// <param name="Service">The name under which the service is advertised.</param>
/// <param name="User">The user who advertises it.</param>
public sealed record LabService(string Host, int Port, string Service, string User)
{
    /// <summary>The user who runs the service, as the kernel of its host reports it; null if that is not known.</summary>
    public string? VerifiedUser { get; init; }

    /// <summary><c>listening</c>, <c>reserved</c> (nobody listens on the port yet) or <c>orphaned</c>.</summary>
    public string State { get; init; } = "reserved";

    /// <summary>When the port was taken, by the clock of its host.</summary>
    public DateTimeOffset Since { get; init; }
}

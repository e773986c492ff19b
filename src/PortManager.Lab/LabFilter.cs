namespace PortManager.Lab;

/// <summary>Selects services. What is null does not count.</summary>
internal sealed record LabFilter(string? Service, string? BeginsWith, string? User, string? Host)
{
    public bool Matches(LabService service) =>
        (Service is null || service.Service == Service)
        && (BeginsWith is null || service.Service.StartsWith(BeginsWith, StringComparison.Ordinal))
        && (User is null || service.User == User || service.VerifiedUser == User)
        && (Host is null || service.Host == Host);
}

namespace PortManager.Lab;

/// <summary>Selects services. What is null does not count.</summary>
internal sealed record LabFilter(string? Service, string? BeginsWith, string? User, string? Host)
{
    /// <summary>No service with longer names is selected.</summary>
    public int MaxLength { get; init; } = int.MaxValue;

    public bool Matches(LabService service) =>
        service.Service.Length + service.User.Length + (service.VerifiedUser?.Length ?? 0) + service.State.Length <= MaxLength
        && (Service is null || service.Service == Service)
        && (BeginsWith is null || service.Service.StartsWith(BeginsWith, StringComparison.Ordinal))
        && (User is null || service.User == User || service.VerifiedUser == User)
        && (Host is null || service.Host == Host);
}

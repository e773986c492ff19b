namespace PortManager.Protocol;

/// <summary>The filter of FIND, DETAIL and WATCH. Each criterion that is not null has to match.</summary>
/// <param name="Service">The exact name of the service.</param>
/// <param name="BeginsWith">What the name of the service begins with (ordinal).</param>
/// <param name="User">The exact name of the user. A port manager that knows the verified user finds by either name.</param>
internal sealed record PortFilter(string? Service = null, string? BeginsWith = null, string? User = null)
{
    public static readonly PortFilter Everything = new();

    public bool Matches(string service, string user) => MatchesService(service) && (User is null || user == User);

    /// <summary>Whether a row matches by the name that it has, or by that of the verified user.</summary>
    public bool Matches(string service, string user, string? verifiedUser) =>
        MatchesService(service) && (User is null || user == User || verifiedUser == User);

    private bool MatchesService(string service) =>
        (Service is null || service == Service)
        && (BeginsWith is null || service.StartsWith(BeginsWith, StringComparison.Ordinal));
}

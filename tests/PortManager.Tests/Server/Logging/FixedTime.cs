namespace PortManager.Tests.Server.Logging;

/// <summary>A clock that stands still, in a zone two hours ahead of UTC.</summary>
internal sealed class FixedTime : TimeProvider
{
    public const string Written = "November 03, 2026 09:08:09";

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("two", TimeSpan.FromHours(2), "two", "two");

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 3, 7, 8, 9, TimeSpan.Zero);
}

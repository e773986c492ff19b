using System.Buffers;
using System.Globalization;
using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class DetailRowTests
{
    private static readonly DateTimeOffset s_since = new(2026, 1, 31, 12, 34, 56, 789, TimeSpan.Zero);

    [Theory]
    [InlineData("fox", PortState.Listening, "port 30001 service my\\u0020service user LAB\\\\fox owner fox state listening since 2026-01-31T12:34:56.789Z")]
    [InlineData(null, PortState.Reserved, "port 30001 service my\\u0020service user LAB\\\\fox owner {} state reserved since 2026-01-31T12:34:56.789Z")]
    [InlineData("a {b", PortState.Orphaned, "port 30001 service my\\u0020service user LAB\\\\fox owner a\\u0020\\{b state orphaned since 2026-01-31T12:34:56.789Z")]
    public void A_row_is_keys_and_values_in_turn_and_is_read_back(string? owner, PortState state, string row)
    {
        PortDetails details = Of("my service", "LAB\\fox", owner, state, s_since);

        Assert.Equal(row, Wire.WrittenLine(output => DetailRow.Write(output, details)));
        Assert.All(Wire.Lines(row), line => Assert.Equal(details, Read(line)));
    }

    [Theory]
    [InlineData("since 2026-01-31T12:34:56.789Z state listening owner v user u service s port 30001")]
    [InlineData("port 30001 service s of {a later version} user u owner v state listening since 2026-01-31T12:34:56.789Z")]
    public void The_order_of_the_keys_does_not_matter_and_those_of_a_later_version_are_skipped(string row) =>
        Assert.Equal(Of("s", "u", "v", PortState.Listening, s_since), Read(Wire.Sequence(row)));

    [Theory]
    [InlineData("2026-01-31T12:34:56Z", "2026-01-31T12:34:56.0000000+00:00")]
    [InlineData("2026-01-31T12:34:56.7Z", null)]
    [InlineData("2026-01-31 12:34:56Z", null)]
    [InlineData("2026-01-31T12:34:56.789", null)]
    [InlineData("2026-02-31T12:34:56.789Z", null)]
    [InlineData("{}", null)]
    public void A_moment_is_in_UTC_in_whole_seconds_or_thousandths(string since, string? moment) => Assert.Equal(
        moment, Read(Wire.Sequence($"port 30001 service s user u state listening since {since}"))?.Since.ToString("O", CultureInfo.InvariantCulture));

    [Fact]
    public void A_state_of_a_later_version_is_unknown_and_so_is_the_owner_that_is_not_told() => Assert.Equal(
        Of("s", "u", null, PortState.Unknown, s_since), Read(Wire.Sequence("port 30001 service s user u state gone since 2026-01-31T12:34:56.789Z")));

    [Theory]
    [InlineData("")]
    [InlineData("port")]
    [InlineData("30001 s u")]
    [InlineData("service s user u owner v state listening since 2026-01-31T12:34:56.789Z")]
    [InlineData("port 0 service s user u owner v state listening since 2026-01-31T12:34:56.789Z")]
    [InlineData("port 30001 user u owner v state listening since 2026-01-31T12:34:56.789Z")]
    [InlineData("port 30001 service s owner v state listening since 2026-01-31T12:34:56.789Z")]
    [InlineData("port 30001 service s user u owner v since 2026-01-31T12:34:56.789Z")]
    [InlineData("port 30001 service s user u owner v state listening")]
    [InlineData("port 30001 service s user u owner v state listening since 2026-01-31T12:34:56.789Z more")]
    [InlineData("port 30001 service s user u owner v state listening since 2026-01-31T12:34:56.789Z {")]
    [InlineData("port 30001 service s user u owner v state listening since 2026-01-31T12:34:56.789Z more {")]
    public void Any_other_line_is_none(string row) => Assert.Null(Read(Wire.Sequence(row)));

    private static PortDetails? Read(ReadOnlySequence<byte> line)
    {
        Assert.Equal(DetailRow.TryRead(line, out PortDetails? details), details is not null);
        return details;
    }

    private static PortDetails Of(string service, string user, string? owner, PortState state, DateTimeOffset since) =>
        new() { Allocation = new PortAllocation(30001, service, user), VerifiedUser = owner, State = state, Since = since };
}

using PortManager.Client;
using PortManager.Protocol;
using PortManager.Tests.Protocol;

namespace PortManager.Tests.Client;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("OK 30105\n", "30105")]
    [InlineData("OK 30105\r\n", "30105")]
    [InlineData("OK 1\n", "1")]
    public void A_port_is_read_at_every_split(string text, string port) =>
        Assert.Equal(port, Assembling.AtEverySplit(text, () => new PortReply(), p => $"{p}"));

    [Theory]
    [InlineData("OK\n")]
    [InlineData("OK 0\n")]
    [InlineData("OK 65536\n")]
    [InlineData("OK port\n")]
    [InlineData("OK 1 2\n")]
    [InlineData("\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("ok 30000\n")]
    [InlineData("OK {30000\n")]
    public void What_is_no_port_is_not_understood(string text) =>
        Assert.Throws<PortManagerProtocolException>(() => Assembling.Read(new PortReply(), Wire.Bytes(text)));

    [Fact]
    public void Another_port_than_the_one_asked_for_is_not_understood() =>
        Assert.Throws<PortManagerProtocolException>(() => Assembling.Read(new PortReply(expected: 1), Wire.Bytes("OK 2\n")));

    [Theory]
    [InlineData("FAIL {no free ports}\r\n", "no free ports")]
    [InlineData("FAIL {}\n", "")]
    [InlineData("FAIL {a { b}\n", "a { b")]
    public void A_refusal_carries_the_text_of_the_daemon(string text, string reason)
    {
        Assert.Equal(reason, Assert.Throws<PortRefusedException>(() => Assembling.Read(new PortReply(), Wire.Bytes(text))).Message);
        Assert.Equal(reason, Assert.Throws<PortRefusedException>(() => Assembling.Read(new ListingReply(), Wire.Bytes(text))).Message);
        Assert.Equal(reason, Assert.Throws<PortRefusedException>(() => Assembling.Read(new VersionReply(), Wire.Bytes(text))).Message);
    }

    [Theory]
    [InlineData("OK 3\r\n1 {a b} fox\r\n2 ü\\{ ö\n3 {} {}\n", "1,a b,fox|2,ü{,ö|3,,")]
    [InlineData("OK 0\n", "")]
    public void A_listing_is_read_at_every_split(string text, string rows) =>
        Assert.Equal(rows, Assembling.AtEverySplit(text, () => new ListingReply(), Show));

    [Fact]
    public void The_details_of_ports_are_read_at_every_split() => Assert.Equal(
        "1,a b,fox,ant,Listening,12:34:56|2,s,u,,Orphaned,00:00:00",
        Assembling.AtEverySplit(
            "OK 2\nport 1 service {a b} user fox owner ant state listening since 2026-01-31T12:34:56Z\n"
                + "since 2026-01-31T00:00:00Z more {of it} user u service s owner {} port 2 state orphaned\n",
            () => new DetailsReply(),
            rows => string.Join('|', rows.Select(r =>
                $"{r.Allocation.Port},{r.Allocation.Service},{r.Allocation.User},{r.VerifiedUser},{r.State},{r.Since.UtcDateTime:HH:mm:ss}"))));

    [Fact]
    public void A_state_of_a_later_version_is_unknown_and_costs_no_listing() => Assert.Equal(
        [PortState.Unknown, PortState.Unknown, PortState.Reserved],
        Assembling.Read(new DetailsReply(), Wire.Bytes(
            "OK 3\nport 1 service s user u owner {} state gone since 2026-01-31T00:00:00Z\n"
                + "port 2 service s user u owner {} state unknown since 2026-01-31T00:00:00Z\n"
                + "port 3 service s user u owner {} state reserved since 2026-01-31T00:00:00Z\n")).Select(row => row.State));

    [Theory]
    [InlineData(PortState.Listening, "ant")]
    [InlineData(PortState.Reserved, null)]
    [InlineData(PortState.Orphaned, "a {b")]
    public void The_details_that_are_written_are_read_again(PortState state, string? verified)
    {
        var details = new PortDetails
        {
            Allocation = new PortAllocation(30001, "my service", "fox"),
            VerifiedUser = verified,
            State = state,
            Since = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000),
        };

        string line = Wire.WrittenLine(output => DetailRow.Write(output, details));

        Assert.True(DetailRow.TryRead(Wire.Sequence(line), out PortDetails? again));
        Assert.Equal(details, again);
    }

    [Theory]
    [InlineData("port 1 service s user u owner {} state listening")]
    [InlineData("port 1 service s user u owner {} state listening since yesterday")]
    [InlineData("port 0 service s user u owner {} state listening since 2026-01-31T00:00:00Z")]
    [InlineData("port 1 service s owner {} state listening since 2026-01-31T00:00:00Z")]
    [InlineData("port 1 service s user u owner {} state listening since 2026-01-31T00:00:00Z more")]
    [InlineData("1 s u")]
    public void What_is_no_row_of_details_is_not_understood(string row) =>
        Assert.Throws<PortManagerProtocolException>(() => Assembling.Read(new DetailsReply(), Wire.Bytes($"OK 1\n{row}\n")));

    [Theory]
    [InlineData("OK -1\n")]
    [InlineData("OK 1000001\n")]
    [InlineData("OK 4294967297\n")]
    [InlineData("OK 99999999999999999999999\n")]
    [InlineData("OK n\n")]
    [InlineData("OK\n")]
    [InlineData("OK 2\n1 a b\nOK 0\n")]
    [InlineData("OK 1\n1 a\n")]
    [InlineData("OK 1\n1 a b c\n")]
    [InlineData("OK 1\n0 a b\n")]
    [InlineData("OK 1\n1 {a b\n")]
    [InlineData("OK 1\n\n")]
    [InlineData("1 a b\n")]
    public void What_is_no_listing_is_not_understood(string text) =>
        Assert.Throws<PortManagerProtocolException>(() => Assembling.Read(new ListingReply(), Wire.Bytes(text)));

    [Fact]
    public void A_row_that_is_not_valid_UTF8_is_not_understood() => Assert.Throws<PortManagerProtocolException>(
        () => Assembling.Read(new ListingReply(), Wire.Bytes("OK 1\n1 \u00ff b\n", raw: true)));

    [Fact]
    public void An_announced_million_costs_nothing_before_it_comes()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Assembling.Feed(new LineBuffer(), new ListingReply(), "OK 1000000\n"u8));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void The_version_tells_the_requests() => Assert.Equal(
        "PortManager 1.2.3: CLAIM FREE",
        Assembling.AtEverySplit("OK {PortManager 1.2.3} CLAIM FREE\n", () => new VersionReply(), v => $"{v.Product}: {string.Join(' ', v.Requests.Order())}"));

    [Fact]
    public void What_names_no_product_is_no_version() =>
        Assert.Throws<PortManagerProtocolException>(() => Assembling.Read(new VersionReply(), Wire.Bytes("OK\n")));

    private static string Show(IReadOnlyList<PortAllocation> rows) =>
        string.Join('|', rows.Select(row => $"{row.Port},{row.Service},{row.User}"));
}

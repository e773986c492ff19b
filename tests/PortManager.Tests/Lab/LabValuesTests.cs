using System.Text;
using PortManager.Lab;

namespace PortManager.Tests.Lab;

public class LabValuesTests
{
    private static readonly DateTimeOffset s_since = new(2026, 11, 28, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_service_is_written_as_it_is_documented()
    {
        byte[] value = LabValues.Write(new ServiceValue("Ring\"Ä<ö>", "fox", "vixen", "listening", s_since));

        Assert.Equal(
            """{"service":"Ring\"Ä<ö>","user":"fox","verifiedUser":"vixen","state":"listening","since":"2026-11-28T03:04:05+00:00"}""", Encoding.UTF8.GetString(value));
        Assert.Equal(
            new LabService("daq1", 30001, "Ring\"Ä<ö>", "fox") { VerifiedUser = "vixen", State = "listening", Since = s_since }, LabValues.ReadService("daq1", 30001, value));
    }

    [Fact]
    public void A_user_whom_the_kernel_does_not_tell_is_left_out()
    {
        byte[] value = LabValues.Write(new ServiceValue("Ring", "fox", null, "reserved", s_since));

        Assert.DoesNotContain("verifiedUser", Encoding.UTF8.GetString(value), StringComparison.Ordinal);
        Assert.Null(LabValues.ReadService("daq1", 30001, value)!.VerifiedUser);
    }

    [Fact]
    public void A_host_is_read_as_it_was_written()
    {
        var host = new HostValue("0.1.0", ["192.0.2.1", "2001:db8::1"], 30000, 8080, "30001-30999", s_since, "the host", "the process");

        HostValue read = LabValues.ReadHost(LabValues.Write(host))!;

        Assert.Equal(host with { Addresses = read.Addresses }, read);
        Assert.Equal(host.Addresses, read.Addresses);
    }

    [Fact]
    public void What_a_later_version_adds_does_not_disturb() =>
        Assert.NotNull(LabValues.ReadService("daq1", 30001, Encoding.UTF8.GetBytes(
            """{"service":"Ring","user":"fox","state":"listening","since":"2026-11-28T03:04:05+00:00","more":{"deep":[1]}}""")));

    [Theory]
    [InlineData("")]
    [InlineData("stale")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"service":"Ring","user":"fox"}""")]
    [InlineData("""{"service":null,"user":"fox","state":"listening"}""")]
    [InlineData("""{"service":1,"user":"fox","state":"listening"}""")]
    [InlineData("""{"service":"Ring","user":"fox","state":"listening","since":"yesterday"}""")]
    [InlineData("""{"service":"Ring","user":"fox","state":"listening"} more""")]
    public void What_no_daemon_writes_is_neither_a_service_nor_a_host(string value)
    {
        Assert.Null(LabValues.ReadService("daq1", 30001, Encoding.UTF8.GetBytes(value)));
        Assert.Null(LabValues.ReadHost(Encoding.UTF8.GetBytes(value)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_nothing()
    {
        byte[] value = [.. "{\"service\":\""u8, 0xff, .. "\",\"user\":\"fox\",\"state\":\"listening\"}"u8];

        Assert.Null(LabValues.ReadService("daq1", 30001, value));
    }
}

using System.Net;
using PortManager.Server.Listening;

namespace PortManager.Tests.Server.Listening;

public class ListenAddressTests
{
    [Theory]
    [InlineData("30000", null, 30000, "30000")]
    [InlineData("0", null, 0, "0")]
    [InlineData("65535", null, 65535, "65535")]
    [InlineData("127.0.0.1:30000", "127.0.0.1", 30000, "127.0.0.1:30000")]
    [InlineData("0.0.0.0:1", "0.0.0.0", 1, "0.0.0.0:1")]
    [InlineData("[::1]:30000", "::1", 30000, "[::1]:30000")]
    [InlineData("[::]:0", "::", 0, "[::]:0")]
    [InlineData("[2001:db8::7]:65535", "2001:db8::7", 65535, "[2001:db8::7]:65535")]
    public void An_address_is_read_and_written(string text, string? address, int port, string written)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress? listen));

        Assert.Equal(address, listen.Address?.ToString());
        Assert.Equal(port, listen.Port);
        Assert.Equal(written, listen.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":30000")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0x10")]
    [InlineData("localhost:30000")]
    [InlineData("256.0.0.1:30000")]
    [InlineData("80.5:30000")]
    [InlineData("010.0.0.1:30000")]
    [InlineData("::1")]
    [InlineData("::1:30000")]
    [InlineData("1::2:3")]
    [InlineData("[::1]")]
    [InlineData("[::1]:")]
    [InlineData("[]:1")]
    [InlineData("[:1")]
    [InlineData("[::1:1")]
    [InlineData("::1]:1")]
    [InlineData("port")]
    public void Anything_else_is_none(string text)
    {
        Assert.False(ListenAddress.TryParse(text, out ListenAddress? listen));
        Assert.Null(listen);
    }

    [Fact]
    public void A_port_alone_is_on_every_address() =>
        Assert.Equal(new ListenAddress(null, 7), ListenAddress.OnPort(7));

    [Fact]
    public void Equal_places_are_equal() => Assert.Equal(
        new ListenAddress(IPAddress.Loopback, 7),
        ListenAddress.TryParse("127.0.0.1:7", out ListenAddress? listen) ? listen : null);
}

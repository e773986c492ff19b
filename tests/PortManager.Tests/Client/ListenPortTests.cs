using System.Net;
using PortManager.Client;

namespace PortManager.Tests.Client;

public sealed class ListenPortTests
{
    private static readonly IPAddress[] s_here = [IPAddress.Loopback];
    private static readonly IPAddress[] s_elsewhere = [IPAddress.Parse("192.0.2.1")];

    [Theory]
    [InlineData("30000", 30000)]
    [InlineData("30000\n", 30000)]
    [InlineData("  31000 \r\n", 31000)]
    [InlineData("65535", 65535)]
    [InlineData("", null)]
    [InlineData("\n", null)]
    [InlineData("0", null)]
    [InlineData("65536", null)]
    [InlineData("-1", null)]
    [InlineData("30000 30001", null)]
    [InlineData("port", null)]
    [InlineData("99999999999999999999", null)]
    public void The_port_file_holds_one_port(string text, int? port) => Assert.Equal(port, ListenPort.ParsePortFile(text));

    [Theory]
    [InlineData("daqportmgr 30001/tcp", 30001)]
    [InlineData("http 80/tcp\ndaqportmgr\t30001/tcp\tportman # NSCLDAQ\n", 30001)]
    [InlineData("portman 30001/tcp daqportmgr\n", 30001)]
    [InlineData("  daqportmgr   30001/tcp\r\n", 30001)]
    [InlineData("daqportmgr 30001/udp\ndaqportmgr 30002/tcp", 30002)]
    [InlineData("daqportmgr 30001/udp", null)]
    [InlineData("# daqportmgr 30001/tcp", null)]
    [InlineData("http 80/tcp # daqportmgr", null)]
    [InlineData("daqportmgr2 30001/tcp", null)]
    [InlineData("daqportmgr", null)]
    [InlineData("daqportmgr x/tcp", null)]
    [InlineData("daqportmgr 0/tcp", null)]
    [InlineData("daqportmgr 30001", null)]
    [InlineData("http daqportmgr 30001/tcp", null)]
    [InlineData("", null)]
    public void The_services_file_names_a_tcp_port(string text, int? port) =>
        Assert.Equal(port, ListenPort.ParseServices(text, "daqportmgr"));

    [Fact]
    public void The_port_file_goes_first_on_this_host()
    {
        using var portFile = new TemporaryFile("31001\n");
        using var services = new TemporaryFile("daqportmgr 31002/tcp\n");
        Assert.Equal(31001, ListenPort.Find("localhost", s_here, portFile.Path, services.Path).Ports[0]);
    }

    [Fact]
    public void The_port_file_says_nothing_about_another_host()
    {
        using var portFile = new TemporaryFile("31001\n");
        using var services = new TemporaryFile("daqportmgr 31002/tcp\n");
        Assert.Equal(31002, ListenPort.Find("elsewhere", s_elsewhere, portFile.Path, services.Path).Ports[0]);
    }

    [Fact]
    public void A_port_file_that_holds_no_port_is_passed_over()
    {
        using var portFile = new TemporaryFile("soon\n");
        using var services = new TemporaryFile("daqportmgr 31002/tcp\n");
        Assert.Equal(31002, ListenPort.Find("localhost", s_here, portFile.Path, services.Path).Ports[0]);
    }

    [Theory]
    [InlineData("/nonexistent")]
    [InlineData("/tmp")]
    [InlineData("/dev/zero")]
    [InlineData("")]
    public void Files_that_cannot_be_read_are_passed_over(string path) =>
        Assert.Equal(PortManagerClient.DefaultPort, ListenPort.Find("localhost", s_here, path, path).Ports[0]);
}

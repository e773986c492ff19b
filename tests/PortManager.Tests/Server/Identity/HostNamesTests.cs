using System.Net;
using System.Net.Sockets;
using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Identity;

/// <summary>Names of hosts, with a name server that says nothing.</summary>
public sealed class HostNamesTests : IDisposable
{
    private static readonly IPAddress s_host = IPAddress.Parse("192.0.2.7");

    private readonly HungDirectory _server = new();
    private readonly HostNames _names;

    public HostNamesTests() => _names = new HostNames(address => _server.LookUp(address.GetAddressBytes()[^1]));

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_host_is_named() => Assert.Equal("user7", await _names.OfAsync(s_host));

    [Fact]
    public async Task A_host_without_a_name_is_its_address()
    {
        _server.Name = _ => throw new SocketException((int)SocketError.HostNotFound);

        Assert.Equal("192.0.2.7", await _names.OfAsync(s_host));
        _server.Name = user => $"host{user}";
        Assert.Equal("host7", await _names.OfAsync(s_host));
    }

    [Fact]
    public async Task A_mute_server_is_waited_for_by_one_thread_and_a_burst_of_hosts_gets_their_addresses()
    {
        _server.Hang();
        string[] hosts = [.. Enumerable.Range(0, 200).Select(i => $"192.0.2.{i}")];

        string[] names = await Task.WhenAll(hosts.Select(host => _names.OfAsync(IPAddress.Parse(host)).AsTask()));

        Assert.Equal(hosts, names);
        Assert.Equal([0], _server.Asked);
        Assert.False(Assert.Single(_server.Threads).IsThreadPoolThread);
    }
}

using System.Net;
using System.Net.Sockets;
using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Identity;

/// <summary>Names of hosts, with a DNS server that says nothing.</summary>
public sealed class ReverseDnsTests : IDisposable
{
    private static readonly IPAddress s_host = IPAddress.Parse("192.0.2.7");

    private readonly HungDirectory _server = new();
    private readonly ReverseDns _names;

    public ReverseDnsTests() => _names = new ReverseDns(address => _server.LookUp(address.GetAddressBytes()[^1]));

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_host_is_named() => Assert.Equal("user7", await NameOfAsync(s_host));

    [Fact]
    public async Task A_host_without_a_name_is_its_address()
    {
        _server.Name = _ => throw new SocketException((int)SocketError.HostNotFound);

        Assert.Equal("192.0.2.7", await NameOfAsync(s_host));
        _server.Name = user => $"host{user}";
        Assert.Equal("host7", await NameOfAsync(s_host));
    }

    [Fact]
    public async Task A_mute_server_is_waited_for_by_one_thread_and_whoever_asks_goes_on_at_once()
    {
        _server.Hang();

        Task<string>[] names = [.. Enumerable.Range(0, 200).Select(i => NameOfAsync(IPAddress.Parse($"192.0.2.{i}")))];

        // The first is under way, so many wait, and the rest are their addresses at once.
        Assert.Equal(200 - LookUpThread<IPAddress>.MaxAsked, names.Count(n => n.IsCompleted));
        foreach (Task<string> name in names[LookUpThread<IPAddress>.MaxAsked..])
            Assert.StartsWith("192.0.2.", await name, StringComparison.Ordinal);
        _server.Recover();
        string[] found = await Task.WhenAll(names[..LookUpThread<IPAddress>.MaxAsked]);
        Assert.Equal(Enumerable.Range(0, found.Length).Select(i => $"user{i}"), found);
        Assert.False(Assert.Single(_server.Threads.Distinct()).IsThreadPoolThread);
    }

    private Task<string> NameOfAsync(IPAddress address)
    {
        var answered = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _names.Ask(address, answered.SetResult);
        return answered.Task.WaitAsync(Patience.Limit);
    }
}

using System.Net;
using System.Net.Sockets;
using PortManager.Server.Identity;
using PortManager.Server.Native;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Identity;

/// <summary>Who is at the other end, by the descriptor of the connection.</summary>
public sealed class PeerIdentityTests : IDisposable
{
    private readonly PeerIdentity _identity = new([]);

    public void Dispose() => _identity.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_peer_on_this_host_is_local_and_its_user_is_the_one_that_the_kernel_tells(string address)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipUnless(ip.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "this host has no IPv6");
        using var connected = new Connected(ip);

        Peer peer = _identity.Of(connected.Descriptor, connected.Peer);

        Assert.True(peer.IsLocal);
        Assert.Equal(ip, peer.Address);
        Assert.Equal(LibC.EffectiveUser(), peer.Owner);
        Assert.NotNull(peer.Socket);
    }

    [Fact]
    public void A_peer_that_has_closed_is_of_an_unknown_user()
    {
        using var connected = new Connected(IPAddress.Loopback);
        connected.Client.Dispose();
        Patience.Until(() => TcpByteCounts.PeerHasClosed(connected.Descriptor));

        Peer peer = _identity.Of(connected.Descriptor, connected.Peer);

        Assert.True(peer.IsLocal);
        Assert.Null(peer.Owner);
    }

    [Theory]
    [InlineData("192.0.2.7", false)]
    [InlineData("198.51.100.7", true)]
    [InlineData("::ffff:198.51.100.7", true)]
    public void A_peer_of_another_network_is_local_only_if_that_network_counts_as_this_host(string address, bool isLocal)
    {
        using var identity = new PeerIdentity([IPNetwork.Parse("198.51.100.0/24")]);
        using var connected = new Connected(IPAddress.Loopback);

        Peer peer = identity.Of(connected.Descriptor, new IPEndPoint(IPAddress.Parse(address), 50000));

        Assert.Equal(isLocal, peer.IsLocal);
        Assert.Null(peer.Owner);
        Assert.False(peer.Address!.IsIPv4MappedToIPv6);
    }

    [Fact]
    public void A_peer_on_a_Unix_socket_is_local_and_the_kernel_tells_its_process()
    {
        using var folder = new TemporaryFolder();
        using Socket listener = SpecialFiles.MakeSocket(folder["socket"]);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(folder["socket"]));
        using Socket server = listener.Accept();

        Assert.Equal(new Peer(null, true, LibC.EffectiveUser(), Process: Environment.ProcessId), _identity.Of((int)server.Handle, null));
    }

    [Fact]
    public void A_descriptor_that_is_closed_has_no_peer_that_may_have_ports() =>
        Assert.Equal(default, _identity.Of(-1, new IPEndPoint(IPAddress.Loopback, 50000)));

    [Fact]
    public void Once_it_is_closed_the_kernel_is_not_asked_through_a_descriptor_that_may_be_another_file_s()
    {
        using var connected = new Connected(IPAddress.Loopback);
        _identity.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _identity.Of(connected.Descriptor, connected.Peer));
    }

    private sealed class Connected : IDisposable
    {
        private readonly Socket _listener;
        private readonly Socket _server;

        public Connected(IPAddress address)
        {
            _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(address, 0));
            _listener.Listen();
            Client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Client.Connect(_listener.LocalEndPoint!);
            Peer = (IPEndPoint)Client.LocalEndPoint!;
            _server = _listener.Accept();
        }

        public Socket Client { get; }

        public IPEndPoint Peer { get; }

        public int Descriptor => (int)_server.Handle;

        public void Dispose()
        {
            Client.Dispose();
            _server.Dispose();
            _listener.Dispose();
        }
    }
}

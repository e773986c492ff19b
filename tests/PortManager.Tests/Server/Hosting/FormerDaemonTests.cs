using System.Net;
using System.Net.Sockets;
using PortManager.Server.Files;
using PortManager.Server.Hosting;
using PortManager.Server.Listening;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Hosting;

/// <summary>A daemon that starts right after another one was killed waits until the kernel has taken away what that one had.</summary>
public sealed class FormerDaemonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Action _beforeTheSecondTry = () => { };
    private int _tries;

    [Fact]
    public void It_gets_the_port_once_that_is_free()
    {
        using var former = new TcpListener(IPAddress.Loopback, 0);
        former.Start();
        var place = new ListenAddress(IPAddress.Loopback, ((IPEndPoint)former.LocalEndpoint).Port);
        _beforeTheSecondTry = former.Stop;

        Listener listener = Assert.Single(Outlive(() => Listeners.Open([place])));

        Assert.Equal(place.Port, listener.Port);
        listener.Close();
    }

    [Fact]
    public void It_gets_the_unix_socket_once_nobody_listens_there()
    {
        using var former = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        former.Bind(new UnixDomainSocketEndPoint(_folder["socket"]));
        former.Listen();
        _beforeTheSecondTry = former.Dispose;

        Listener listener = Outlive(() => UnixListener.Open(_folder["socket"]));

        Assert.Equal(2, _tries);
        listener.Close();
    }

    [Fact]
    public void It_gets_the_state_folder_once_that_is_free()
    {
        StateFolder former = Open()!;
        _beforeTheSecondTry = former.Dispose;

        using StateFolder? own = Outlive(Open);

        Assert.NotNull(own);
    }

    [Fact]
    public void Who_stays_is_not_waited_for_any_longer_and_nothing_is_when_it_will_not_help()
    {
        using var another = new TcpListener(IPAddress.Loopback, 0);
        another.Start();
        var place = new ListenAddress(IPAddress.Loopback, ((IPEndPoint)another.LocalEndpoint).Port);
        Assert.Contains("another process uses port", Assert.Throws<ListenException>(() => Outlive(() => Listeners.Open([place]))).Message);
        Assert.True(_tries > 1);

        _tries = 0;
        var nowhere = new ListenAddress(IPAddress.Parse("192.0.2.1"), 0);
        Assert.Contains("no such address", Assert.Throws<ListenException>(() => Outlive(() => Listeners.Open([nowhere]))).Message);
        Assert.Equal(1, _tries);
    }

    public void Dispose() => _folder.Dispose();

    private StateFolder? Open() => StateFolder.Open(_folder["state"], 30000, _ => { });

    private T Outlive<T>(Func<T> take) => FormerDaemon.Outlive(() =>
    {
        if (++_tries == 2)
            _beforeTheSecondTry();
        return take();
    });
}

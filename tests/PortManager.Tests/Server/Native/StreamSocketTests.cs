using System.Net.Sockets;
using System.Text;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Native;

/// <summary>What one call of the socket gives to the kernel. A socket of datagrams shows it: a call is a datagram.</summary>
public sealed class StreamSocketTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Socket _receiver = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Socket _sender = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public StreamSocketTests()
    {
        _receiver.Bind(new UnixDomainSocketEndPoint(_path));
        _sender.Connect(new UnixDomainSocketEndPoint(_path));
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
        File.Delete(_path);
    }

    [Theory]
    [InlineData("OK 30001\n", "OK 0\n")]
    [InlineData("OK 30001\n", "")]
    public void Replies_and_those_behind_them_go_out_in_one_call_so_that_no_kill_comes_between(string bytes, string behind)
    {
        int sent = new StreamSocket((int)_sender.Handle).Send(Encoding.ASCII.GetBytes(bytes), Encoding.ASCII.GetBytes(behind));

        byte[] received = new byte[100];
        int length = _receiver.Receive(received);
        Assert.Equal(bytes + behind, Encoding.ASCII.GetString(received, 0, length));
        Assert.Equal(length, sent);
    }
}

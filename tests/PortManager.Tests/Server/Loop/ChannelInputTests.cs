using System.Net;
using System.Net.Sockets;
using System.Text;
using PortManager.Server.Loop;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Loop;

/// <summary>The input of a connection, taken from the kernel or left there.</summary>
[Collection(Alone.Name)]
public sealed class ChannelInputTests : IDisposable
{
    private readonly byte[] _buffer = new byte[20];
    private readonly LoopClient _client;
    private readonly Socket _socket;
    private readonly StreamSocket _stream;

    public ChannelInputTests()
    {
        using Socket listener = LoopDesk.Listening();
        _client = new LoopClient((IPEndPoint)listener.LocalEndPoint!);
        _socket = listener.Accept();
        _stream = new StreamSocket((int)_socket.Handle);
    }

    public void Dispose()
    {
        _client.Dispose();
        _socket.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Without_bytes_there_is_nothing_and_then_the_end(bool isLeftInKernel)
    {
        var input = new ChannelInput(_stream, isLeftInKernel);
        Assert.Equal(ReadResult.Nothing, input.Read(_buffer, isEnough: false, out _));

        _client.HalfClose();

        Assert.Equal(ReadResult.End, input.Read(_buffer, isEnough: false, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_connection_that_was_reset_is_broken(bool isLeftInKernel)
    {
        var input = new ChannelInput(_stream, isLeftInKernel);

        _client.Reset();

        Assert.Equal(ReadResult.Broken, input.Read(_buffer, isEnough: false, out _));
    }

    [Fact]
    public void What_was_taken_and_not_consumed_comes_again_with_more()
    {
        var input = new ChannelInput(_stream, isLeftInKernel: false);
        _client.Send("LIST\nLI");
        Assert.Equal("LIST\nLI", Read(ref input));
        input.Keep("LIST\nLI"u8, consumed: 5);
        Assert.Equal(2, input.Kept);
        Assert.Equal(0, TcpByteCounts.InputLength(_stream.Descriptor));

        _client.Send("ST\n");
        Assert.Equal("LIST\n", Read(ref input));
        input.Keep("LIST\n"u8, consumed: 5);

        Assert.Equal(0, input.Kept);
    }

    [Fact]
    public void What_is_left_in_the_kernel_comes_again_until_it_is_taken()
    {
        var input = new ChannelInput(_stream, isLeftInKernel: true);
        _client.Send("LIST\nLI");
        Assert.Equal("LIST\nLI", Read(ref input));
        input.Keep("LIST\nLI"u8, consumed: 5);
        Assert.Equal(0, input.Kept);
        Assert.Equal("LIST\nLI", Read(ref input));

        _stream.Discard(5);

        Assert.Equal("LI", Read(ref input));
        input.IsLeftInKernel = false;
        Assert.Equal("LI", Read(ref input));
        Assert.Equal(0, TcpByteCounts.InputLength(_stream.Descriptor));
    }

    [Fact]
    public void If_what_is_kept_is_enough_the_kernel_is_not_asked_and_may_have_more()
    {
        var input = new ChannelInput(_stream, isLeftInKernel: false);
        _client.Send("LIST\nLI");
        Read(ref input);
        Assert.False(input.MayHaveMore);
        input.Keep("LIST\nLI"u8, consumed: 5);
        _client.Send("ST\n");

        Assert.Equal("LI", Read(ref input, isEnough: true));

        Assert.True(input.MayHaveMore);
        Assert.Equal(3, TcpByteCounts.InputLength(_stream.Descriptor));
    }

    [Fact]
    public void If_the_buffer_is_full_there_may_be_more()
    {
        var input = new ChannelInput(_stream, isLeftInKernel: false);
        _client.Send(new string('x', 30));

        Assert.Equal(new string('x', 20), Read(ref input));
        Assert.True(input.MayHaveMore);
        Assert.Equal(new string('x', 10), Read(ref input));
        Assert.False(input.MayHaveMore);
    }

    private string Read(ref ChannelInput input, bool isEnough = false)
    {
        Assert.Equal(ReadResult.Bytes, input.Read(_buffer, isEnough, out int length));
        return Encoding.UTF8.GetString(_buffer, 0, length);
    }
}

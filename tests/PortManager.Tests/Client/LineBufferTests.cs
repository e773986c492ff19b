using System.Buffers;
using System.Text;
using PortManager.Client;
using PortManager.Protocol;

namespace PortManager.Tests.Client;

public sealed class LineBufferTests
{
    [Fact]
    public void Lines_come_out_as_they_went_in()
    {
        var buffer = new LineBuffer();
        Assembling.Fill(buffer, "one\r\ntwo\n\nthr"u8);
        Assert.Equal(["one", "two", ""], Take(buffer));
        Assembling.Fill(buffer, "ee\n"u8);
        Assert.Equal(["three"], Take(buffer));
    }

    [Fact]
    public void Many_lines_pass_through_a_small_buffer()
    {
        var buffer = new LineBuffer();
        for (int i = 0; i < 10_000; i++)
        {
            Assembling.Fill(buffer, Encoding.UTF8.GetBytes($"line {i}\nli"));
            Assembling.Fill(buffer, "ne\n"u8);
            Assert.Equal([$"line {i}", "line"], Take(buffer));
        }

        Assert.InRange(buffer.Space().Length, 1, 4096);
    }

    [Fact]
    public void The_longest_line_passes()
    {
        var buffer = new LineBuffer();
        string line = new('x', LineReader.MaxReply);
        Assembling.Fill(buffer, Encoding.UTF8.GetBytes(line + "\r\n"));
        Assert.Equal([line], Take(buffer));
    }

    [Fact]
    public void A_longer_line_is_refused_before_its_end()
    {
        var buffer = new LineBuffer();
        Assembling.Fill(buffer, new byte[LineReader.MaxReply + 1]);
        Assert.Throws<PortManagerProtocolException>(() => buffer.TryTake(out _));
    }

    private static List<string> Take(LineBuffer buffer)
    {
        var lines = new List<string>();
        while (buffer.TryTake(out ReadOnlySequence<byte> line))
            lines.Add(Encoding.UTF8.GetString(line));
        return lines;
    }
}

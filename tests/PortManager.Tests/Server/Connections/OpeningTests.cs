using System.Buffers;
using System.Text;
using PortManager.Server.Connections;

namespace PortManager.Tests.Server.Connections;

/// <summary>Which protocol the first bytes are of, at every number of bytes.</summary>
public class OpeningTests
{
    [Theory]
    [InlineData("GET /", "Http")]
    [InlineData("HEAD /", "Http")]
    [InlineData("POST /", "Http")]
    [InlineData("PUT /", "Http")]
    [InlineData("DELETE /", "Http")]
    [InlineData("PATCH /", "Http")]
    [InlineData("OPTIONS /", "Http")]
    [InlineData("OPTIONS * HTTP/", "Http")]
    [InlineData("TRACE /", "Http")]
    [InlineData("GET http://", "Http")]
    [InlineData("GET https://", "Http")]
    [InlineData("PRI * HTTP/2.0\r\n", "Http")]
    [InlineData("\x16\x03", "Tls")]
    [InlineData("GI", "Lines")]
    [InlineData("GET x", "Lines")]
    [InlineData("GET\n", "Lines")]
    [InlineData("GET  ", "Lines")]
    [InlineData("get", "Lines", 0)]
    [InlineData("PRIN", "Lines")]
    [InlineData("PRI * HTTP/2.0\n", "Lines")]
    [InlineData("\x16\n", "Lines")]
    [InlineData("LIST", "Lines", 0)]
    [InlineData("VERSION", "Lines", 0)]
    [InlineData("\r\nGET /", "Lines", 0)]
    [InlineData("CONNECT", "Lines", 0)]
    public void It_is_decided_with_the_byte_that_decides_and_not_before(string start, string expected, int openFor = -1)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(start);
        openFor = openFor < 0 ? bytes.Length - 1 : openFor;
        for (int length = 0; length <= bytes.Length; length++)
        {
            string now = length == 0 || length <= openFor ? "Unknown" : expected;
            Assert.Equal(now, $"{Opening.Of(new ReadOnlySequence<byte>(bytes, 0, length))}");
            // The rest of the connection does not matter, nor how its bytes are laid out.
            if (length > openFor && length > 0)
                Assert.Equal(expected, $"{Opening.Of(new ReadOnlySequence<byte>([.. bytes[..length], .. new byte[100]]))}");
        }
    }
}

using System.Buffers;
using System.Text;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Which protocol the first bytes are of, at every number of bytes.</summary>
public class ProtocolDetectorTests
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
    [InlineData("GI", "Line")]
    [InlineData("GET x", "Line")]
    [InlineData("GET\n", "Line")]
    [InlineData("GET  ", "Line")]
    [InlineData("get", "Line", 0)]
    [InlineData("PRIN", "Line")]
    [InlineData("PRI * HTTP/2.0\n", "Line")]
    [InlineData("\x16\n", "Line")]
    [InlineData("LIST", "Line", 0)]
    [InlineData("VERSION", "Line", 0)]
    [InlineData("\r\nGET /", "Line", 0)]
    [InlineData("CONNECT", "Line", 0)]
    public void It_is_decided_with_the_byte_that_decides_and_not_before(string start, string expected, int openFor = -1)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(start);
        openFor = openFor < 0 ? bytes.Length - 1 : openFor;
        for (int length = 0; length <= bytes.Length; length++)
        {
            string now = length == 0 || length <= openFor ? "Unknown" : expected;
            Assert.Equal(now, $"{ProtocolDetector.Detect(new ReadOnlySequence<byte>(bytes, 0, length))}");
            // The rest of the connection does not matter, nor how its bytes are laid out.
            if (length > openFor && length > 0)
                Assert.Equal(expected, $"{ProtocolDetector.Detect(new ReadOnlySequence<byte>([.. bytes[..length], .. new byte[100]]))}");
        }
    }
}

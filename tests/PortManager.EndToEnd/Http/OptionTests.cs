using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Whether and where HTTP is spoken.</summary>
public sealed class OptionTests
{
    [Fact]
    public async Task Without_HTTP_a_request_of_it_is_a_line_that_is_none()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--no-http"]);
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Send(HttpPeer.Get("/"));

        Assert.Equal("FAIL {Invalid request GET / HTTP/1.1: an unknown request}\n", client.ReadToEnd());
        await Eventually.Holds("it says so", () => daemon.Output.Contains("web page    none\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_port_of_its_own_HTTP_is_spoken_there_alone_and_the_line_protocol_is_not()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--http", "127.0.0.1:0"]);
        Match address = Match.Empty;
        await Eventually.Holds("it says where", () => (address = Regex.Match(daemon.Output, "web page    http://127\\.0\\.0\\.1:([0-9]+)/\n")).Success);
        int web = int.Parse(address.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

        Assert.Equal(200, HttpPeer.Ask(web, HttpPeer.Get("/")).Status);
        using LineClient here = LineClient.Connect(daemon.Port);
        Assert.StartsWith("FAIL {Invalid request GET / HTTP/1.1: an unknown request}", here.Ask("GET / HTTP/1.1"), StringComparison.Ordinal);
        using LineClient there = LineClient.Connect(web);
        there.Send("GIMME s u\n\r\n");
        Assert.Equal(400, there.ReadHead().Status);
        using LineClient observer = LineClient.Connect(daemon.Port);
        Assert.Empty(observer.List());
    }

    [Theory]
    [InlineData("--http", "99999")]
    [InlineData("--http-host", "a b")]
    [InlineData("--http-host", "daq1:30000")]
    [InlineData("--http-host", "daq*.lab.example")]
    [InlineData("--http-host", "*")]
    [InlineData("--no-http", "--http=1")]
    public async Task What_makes_no_sense_is_said(string option, string other)
    {
        ProgramResult result = await PortManagerProgram.RunAsync("serve", "--listen", "127.0.0.1:0", option, other);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("http", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTTP_is_spoken_on_a_Unix_socket_too()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("portmanager-test-");
        try
        {
            string path = Path.Combine(folder.FullName, "socket");
            await using Daemon daemon = await Daemon.StartAsync(options: ["--unix", path]);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            using var stream = new StreamReader(new NetworkStream(socket));
            socket.Send("GET /healthz HTTP/1.0\r\n\r\n"u8);

            Assert.EndsWith("ok\n", await stream.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Hostile;

/// <summary>What another host sends that only this one may, or nobody.</summary>
public sealed class RequestsFromAfarTests
{
    [Fact]
    public async Task Registrations_are_refused_and_nobody_stops_the_daemon()
    {
        string[] stops = ["TERMINATE", "STOP", "KILL", "SHUTDOWN", "QUIT", "EXIT", "TERMINATE now", "terminate"];
        string scenario = """
            ask 'GIMME s u'
            ask 'CLAIM 30005 s u'
            ask 'FREE 30001'
            for stop in
            """ + string.Concat(stops.Select(s => $" '{s}'")) + """
            ; do ask "$stop"; done
            there python3 -c 'import socket
            for message in b"\0\1n", b"\0\1k", b"\0\2sx", b"\0\5x\x75\x30M\0", b"x" * 70000:
                with socket.create_connection(("198.51.100.1", 30000), timeout=60) as epmd:
                    try:
                        epmd.sendall(message + b"\n")
                        print(epmd.recv(20).decode()[:20])
                    except ConnectionError:
                        print("FAIL {Invalid request")'
            ask LIST
            kill -0 $daemon && echo alive
            """;

        string[] said = await TwoHosts.PlayAsync(scenario);

        Assert.Equal(3 + stops.Length + 5 + 2, said.Length);
        Assert.All(said[..2], line => Assert.Equal("FAIL {198.51.100.2 (198.51.100.2) : Only local applications get ports}", line));
        Assert.Equal("FAIL {port 30001 is not held by this connection}", said[2]);
        Assert.Equal(stops.Select(s => $"FAIL {{Invalid request {s}: an unknown request}}"), said[3..(3 + stops.Length)]);
        Assert.All(said[(3 + stops.Length)..^2], line => Assert.StartsWith("FAIL {Invalid reque", line, StringComparison.Ordinal));
        Assert.Equal(["OK 0", "alive"], said[^2..]);
    }
}

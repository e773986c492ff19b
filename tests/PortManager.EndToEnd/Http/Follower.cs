using System.Globalization;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Follows the event stream, byte by byte as it comes.</summary>
internal sealed class Follower : IDisposable
{
    private readonly LineClient _client;

    private Follower(LineClient client) => _client = client;

    /// <summary>Connects, and returns when the daemon has begun to answer.</summary>
    public static Follower Connect(int port, string query = "", string headers = "", string path = "/api/v1/events")
    {
        LineClient client = LineClient.Connect(port);
        client.Send(HttpPeer.Get(path + query, more: headers));
        HttpAnswer head = client.ReadHead();
        Assert.Equal((200, "text/event-stream"), (head.Status, head.Headers["Content-Type"]));
        var follower = new Follower(client);
        Assert.StartsWith("retry: ", follower.ReadLine(), StringComparison.Ordinal);
        Assert.Empty(follower.ReadLine());
        return follower;
    }

    /// <summary>The next event; comments are passed over.</summary>
    public (long Id, string Name, JsonElement Data) Next()
    {
        string line = ReadLine();
        while (!line.StartsWith("id: ", StringComparison.Ordinal))
            line = ReadLine();
        long id = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
        string name = ReadLine()["event: ".Length..];
        JsonElement data = JsonDocument.Parse(ReadLine()["data: ".Length..]).RootElement;
        Assert.Empty(ReadLine());
        return (id, name, data);
    }

    /// <summary>Whether the daemon has ended the stream.</summary>
    public bool HasEnded()
    {
        _client.ReadToEnd();
        return true;
    }

    public void Dispose() => _client.Dispose();

    // The body comes in chunks, whose lengths stand on lines of their own: no line of an event looks like one.
    private string ReadLine()
    {
        while (true)
        {
            string line = _client.ReadLine();
            if (!line.EndsWith('\r'))
                return line;
        }
    }
}

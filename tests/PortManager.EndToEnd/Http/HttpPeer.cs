using System.Globalization;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Asks over HTTP by hand: every byte of a request is the test's.</summary>
internal static class HttpPeer
{
    /// <summary>A GET as a browser of this host sends it.</summary>
    public static string Get(string path, string host = "localhost", string more = "") =>
        $"GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n";

    /// <summary>Sends a request on a connection of its own, and reads the response.</summary>
    public static HttpAnswer Ask(int port, string request)
    {
        using LineClient client = LineClient.Connect(port);
        client.Send(request);
        return client.ReadAnswer();
    }

    /// <summary>The JSON at a path.</summary>
    public static JsonElement Json(int port, string path)
    {
        HttpAnswer answer = Ask(port, Get(path));
        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    /// <summary>Reads the head of a response: the status line and the headers.</summary>
    public static HttpAnswer ReadHead(this LineClient client)
    {
        string status = client.ReadLine();
        Assert.StartsWith("HTTP/1.1 ", status, StringComparison.Ordinal);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (string line = client.ReadLine().TrimEnd('\r'); line.Length > 0; line = client.ReadLine().TrimEnd('\r'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        return new HttpAnswer(int.Parse(status.AsSpan(9, 3), CultureInfo.InvariantCulture), headers, "");
    }

    /// <summary>Reads a response whose length its head says.</summary>
    public static HttpAnswer ReadAnswer(this LineClient client)
    {
        HttpAnswer head = client.ReadHead();
        int length = head.Headers.TryGetValue("Content-Length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        return head with { Body = client.ReadText(length) };
    }
}

/// <summary>A response.</summary>
internal sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

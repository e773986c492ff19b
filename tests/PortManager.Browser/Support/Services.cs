using PortManager.EndToEnd.Support;

namespace PortManager.Browser.Support;

/// <summary>Many services at once.</summary>
internal static class Services
{
    private const int PerConnection = 1_000;

    /// <summary>Takes ports for services that are called svc1, svc2 and so on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="connect">Makes a connection for some of them.</param>
    /// <returns>Their ports.</returns>
    public static int[] Take(int count, Func<LineClient> connect) =>
        [.. Enumerable.Range(1, count).Chunk(PerConnection).SelectMany(chunk => Take(chunk, connect()))];

    private static int[] Take(int[] numbers, LineClient client)
    {
        client.Send(string.Concat(numbers.Select(i => $"GIMME svc{i} u{i % 7}\n")));
        return [.. numbers.Select(_ => int.Parse(client.ReadLine().AsSpan("OK ".Length)))];
    }
}

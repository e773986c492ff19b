using System.Globalization;
using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Transcripts;

/// <summary>Plays the clients of one case against the daemon.</summary>
internal sealed class Replay(int daemonPort) : IDisposable
{
    private const string HangUp = "<EOF>";

    private readonly Dictionary<int, LineClient> _clients = [];
    private readonly Dictionary<int, List<int>> _held = [];
    private readonly PortRenaming _ports = new();

    public async Task RunAsync(IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
            await RunAsync(step);
        foreach (LineClient client in _clients.Values)
        {
            client.HalfClose();
            Assert.Equal("", client.ReadToEnd());
        }
    }

    public void Dispose()
    {
        foreach (LineClient client in _clients.Values)
            client.Dispose();
    }

    private async Task RunAsync(Step step)
    {
        switch (step.Act)
        {
            case Act.Send:
                ClientOf(step.Connection).Send(Encoding.Latin1.GetBytes(step.Text));
                break;
            case Act.Reply:
                string reply = Receive(ClientOf(step.Connection), step.Text);
                _ports.AssertSame(step.Text, reply);
                Remember(step.Connection, reply);
                if (step.Text.EndsWith(HangUp, StringComparison.Ordinal))
                    Forget(step.Connection);
                break;
            case Act.HalfClose:
                ClientOf(step.Connection).HalfClose();
                break;
            case Act.Close:
                Forget(step.Connection);
                using (LineClient observer = LineClient.Connect(daemonPort))
                {
                    await Eventually.Holds("the ports of a closed connection are free", () =>
                        !observer.List().Any(row => _held[step.Connection].Contains(PortOf(row))));
                }

                break;
        }
    }

    private LineClient ClientOf(int connection)
    {
        if (!_clients.TryGetValue(connection, out LineClient? client))
        {
            _clients.Add(connection, client = LineClient.Connect(daemonPort));
            _held[connection] = [];
        }

        return client;
    }

    private void Forget(int connection)
    {
        if (_clients.Remove(connection, out LineClient? client))
            client.Dispose();
    }

    private void Remember(int connection, string reply)
    {
        if (reply.StartsWith("OK ", StringComparison.Ordinal) && int.Parse(reply.Split('\n')[0].AsSpan(3)) is > 5 and var port)
            _held[connection].Add(port);
    }

    // As many lines as are expected, and the hang-up where it is: what comes too much is found at the end of the case.
    private static string Receive(LineClient client, string expected)
    {
        var reply = new StringBuilder();
        for (int lines = expected.Count(c => c == '\n'); lines > 0; lines--)
            reply.Append(ToLatin1(client.ReadLine())).Append('\n');
        if (expected.EndsWith(HangUp, StringComparison.Ordinal))
            reply.Append(ToLatin1(client.ReadToEnd())).Append(HangUp);
        return reply.ToString();
    }

    private static string ToLatin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static int PortOf(string row) => int.Parse(row.Split(' ')[0], CultureInfo.InvariantCulture);
}

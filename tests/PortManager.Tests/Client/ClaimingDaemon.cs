using System.Collections.Concurrent;
using System.Globalization;

namespace PortManager.Tests.Client;

/// <summary>A scripted port manager that knows CLAIM and FREE, and gives out 31001, 31002 …</summary>
internal sealed class ClaimingDaemon : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, int> _claims = new();
    private int _next = 31000;

    public ClaimingDaemon() => Peer = ScriptedPeer.Start(AnswerAsync);

    public ScriptedPeer Peer { get; }

    /// <summary>Returns why the nth claim of a port, counted from 1, is refused; null if it is granted.</summary>
    public Func<int, int, string?> Refuses { get; init; } = (_, _) => null;

    /// <summary>Whether a refused claim closes the connection too.</summary>
    public bool HangsUp { get; init; }

    /// <summary>The answer to FREE; "" for none.</summary>
    public Func<string, string> OnFree { get; init; } = port => $"OK {port}\n";

    public ValueTask DisposeAsync() => Peer.DisposeAsync();

    private async Task AnswerAsync(PeerConnection connection, string line)
    {
        switch (line.Split(' '))
        {
            case ["VERSION"]:
                await connection.SendAsync(Clients.NewVersion);
                break;
            case ["FIND", ..]:
                await connection.SendAsync("OK 1\n31001 s fox\n");
                break;
            case ["WATCH", ..]:
                await connection.SendAsync("OK 1\n31001 s fox\n");
                break;
            case ["LIST"] or ["DETAIL"]:
                await connection.SendAsync("OK 0\n");
                break;
            case ["GIMME", ..]:
                await connection.SendAsync($"OK {Interlocked.Increment(ref _next)}\n");
                break;
            case ["FREE", var port]:
                await connection.SendAsync(OnFree(port));
                break;
            case ["CLAIM", var port, ..]:
                await ClaimAsync(connection, int.Parse(port, CultureInfo.InvariantCulture));
                break;
            default:
                connection.Dispose();
                break;
        }
    }

    private async Task ClaimAsync(PeerConnection connection, int port)
    {
        string? refusal = Refuses(port, _claims.AddOrUpdate(port, 1, (_, count) => count + 1));
        await connection.SendAsync(refusal is null ? $"OK {port}\n" : $"FAIL {{{refusal}}}\n");
        if (refusal is not null && HangsUp)
            connection.Dispose();
    }
}

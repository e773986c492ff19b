using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Library;

/// <summary>The .NET library and the real daemon: each call, and what the other side sees of it.</summary>
public sealed class RealDaemonTests : IAsyncLifetime
{
    private Daemon _daemon = null!;
    private PortManagerClient _client = null!;
    private LineClient _observer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(ports: 5);
        _client = await ConnectAsync("fox");
        _observer = LineClient.Connect(_daemon.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _observer.Dispose();
        await _client.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task It_gets_ports_under_the_names_it_gives_and_lists_them()
    {
        int plain = await _client.GetPortAsync("two words", Token);
        int second = await _client.GetPortAsync("two words", Token);

        Assert.Equal([$"{plain} two\\u0020words fox", $"{second} two\\u0020words_1 fox"], _observer.List());
        Assert.Equal(
            [new PortAllocation(plain, "two words", "fox"), new PortAllocation(second, "two words_1", "fox")],
            await _client.ListPortsAsync(Token));
    }

    [Fact]
    public async Task A_refusal_has_the_daemon_s_own_words()
    {
        for (int i = 0; i < 5; i++)
            _observer.Gimme("s");

        PortRefusedException refused = await Assert.ThrowsAsync<PortRefusedException>(() => _client.GetPortAsync("s", Token));

        Assert.Equal("no free ports", refused.Message);
    }

    [Fact]
    public async Task It_lists_who_holds_a_port_in_truth_and_whether_it_is_listened_on()
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        int heard = await _client.GetPortAsync("heard", Token);
        int silent = await _client.GetPortAsync("silent", Token);
        using var listener = new TcpListener(IPAddress.Any, heard);
        listener.Start();

        IReadOnlyList<PortDetails> all = await _client.ListDetailsAsync(user: "fox", cancellationToken: Token);

        Assert.Equal(
            [
                Details(heard, "heard", PortState.Listening, all[0].Since),
                Details(silent, "silent", PortState.Reserved, all[1].Since),
            ],
            all);
        Assert.All(all, d => Assert.InRange(d.Since, before.AddSeconds(-1), DateTimeOffset.UtcNow));
        Assert.Empty(await _client.ListDetailsAsync(user: "ant", cancellationToken: Token));
    }

    [Fact]
    public async Task It_finds_what_matches()
    {
        int port = await _client.GetPortAsync("Ring {odd", Token);
        _observer.Gimme("Other", "cat");

        Assert.Equal([new PortAllocation(port, "Ring {odd", "fox")], await _client.FindAsync(beginsWith: "Ring", cancellationToken: Token));
        Assert.Equal([new PortAllocation(port, "Ring {odd", "fox")], await _client.FindAsync("Ring {odd", user: "fox", cancellationToken: Token));
        Assert.Empty(await _client.FindAsync("Ring {odd", user: "cat", cancellationToken: Token));
    }

    [Fact]
    public async Task It_waits_for_a_service_that_is_there_and_for_one_that_comes()
    {
        int here = await _client.GetPortAsync("here", Token);
        Assert.Equal(here, (await _client.WaitForAsync("here", cancellationToken: Token)).Port);

        Task<PortAllocation> waiting = _client.WaitForAsync("later", "cat", cancellationToken: Token);
        Assert.False(waiting.IsCompleted);
        int later = _observer.Gimme("later", "cat");

        Assert.Equal(new PortAllocation(later, "later", "cat"), await waiting);
    }

    [Fact]
    public async Task It_sees_each_change_in_order()
    {
        int first = _observer.Gimme("s", "cat");
        await using IAsyncEnumerator<PortChange> changes = _client.WatchAsync(user: "cat", cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.Equal(Added(first, "s"), await NextAsync(changes));

        int second = _observer.Gimme("s", "cat");
        Assert.Equal(Added(second, "s_1"), await NextAsync(changes));
        _observer.Ask($"FREE {first}");

        Assert.Equal(Removed(first, "s"), await NextAsync(changes));
        Assert.Equal(Removed(second, "s_1"), await NextAsync(changes));
        Assert.Equal(Added(second, "s"), await NextAsync(changes));
    }

    [Fact]
    public async Task It_releases_one_port_and_keeps_the_others()
    {
        int first = await _client.GetPortAsync("first", Token);
        int second = await _client.GetPortAsync("second", Token);

        await _client.ReleaseAsync(first, Token);

        Assert.Equal([$"{second} second fox"], _observer.List());
    }

    [Fact]
    public async Task It_claims_a_port_that_is_free_and_not_one_that_is_held()
    {
        int held = _observer.Gimme("s", "cat");
        int free = _daemon.Ports.High;

        await _client.ClaimPortAsync(free, "fixed", Token);
        Assert.Contains($"{free} fixed fox", _observer.List());
        PortManagerClient other = await ConnectAsync("dog");
        await using (other)
            await Assert.ThrowsAsync<PortRefusedException>(() => other.ClaimPortAsync(held, "fixed", Token));
    }

    [Fact]
    public async Task Disposing_it_frees_its_ports()
    {
        PortManagerClient other = await ConnectAsync("dog");
        await other.GetPortAsync("s", Token);
        Assert.Single(_observer.List());

        await other.DisposeAsync();

        await Eventually.Holds("they are free", () => _observer.List().Length == 0);
    }

    [Fact]
    public async Task After_a_restart_it_has_its_port_again_and_a_watch_goes_on()
    {
        int port = await _client.GetPortAsync("s", Token);
        await using IAsyncEnumerator<PortChange> changes = _client.WatchAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.Equal(new PortChange(PortChangeKind.Added, new PortAllocation(port, "s", "fox")), await NextAsync(changes));

        await _daemon.KillAsync();
        await using Daemon after = await _daemon.SuccessorAsync();
        using LineClient observer = LineClient.Connect(after.Port);
        await Eventually.Holds("it is held again", () => observer.List() is [var row] && row == $"{port} s fox");
        int next = observer.Gimme("next", "cat");

        // The port may have been seen to go and come back, and then comes the new one.
        PortChange change;
        do
            change = await NextAsync(changes);
        while (change.Allocation.Port == port);
        Assert.Equal(Added(next, "next"), change);
    }

    private static PortDetails Details(int port, string service, PortState state, DateTimeOffset since) => new()
    {
        Allocation = new PortAllocation(port, service, "fox"),
        VerifiedUser = Environment.UserName,
        State = state,
        Since = since,
    };

    private static PortChange Added(int port, string service) => new(PortChangeKind.Added, new PortAllocation(port, service, "cat"));

    private static PortChange Removed(int port, string service) => new(PortChangeKind.Removed, new PortAllocation(port, service, "cat"));

    private static async Task<PortChange> NextAsync(IAsyncEnumerator<PortChange> changes)
    {
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Token));
        return changes.Current;
    }

    private Task<PortManagerClient> ConnectAsync(string user) =>
        PortManagerClient.ConnectAsync("127.0.0.1", _daemon.Port, new PortManagerClientOptions { User = user }, Token);
}

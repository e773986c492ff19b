using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>Connections outlive the daemon where systemd keeps them (docs/reliability.md, the first net).</summary>
public sealed class ConnectionStoreTests : IAsyncLifetime
{
    private FakeSystemd _systemd = null!;

    public async ValueTask InitializeAsync() => _systemd = await FakeSystemd.RunAsync();

    public ValueTask DisposeAsync() => _systemd.DisposeAsync();

    [Fact]
    public async Task A_client_that_left_while_the_daemon_was_away_is_freed()
    {
        LineClient left = LineClient.Connect(_systemd.Port);
        using LineClient stays = LineClient.Connect(_systemd.Port);
        left.Gimme("left");
        int port = stays.Gimme("stays");

        await _systemd.KillAsync();
        left.Dispose();
        await _systemd.StartAsync();

        Assert.Equal([$"{port} stays u"], stays.List());
    }

    [Fact]
    public async Task A_young_connection_of_a_user_whose_were_short_lived_outlives_a_stop()
    {
        for (int i = 0; i < 20; i++)
        {
            using LineClient shortLived = LineClient.Connect(_systemd.Port);
            shortLived.Gimme("short");
        }

        using LineClient young = LineClient.Connect(_systemd.Port);
        int port = young.Gimme("young");
        await _systemd.TerminateAsync();
        await _systemd.StartAsync();

        Assert.Equal([$"{port} young u"], young.List());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_sent_an_urgent_byte_is_told_nothing_that_it_did_not_ask(bool isDaemonAway)
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");
        if (isDaemonAway)
            await _systemd.KillAsync();
        client.Socket.Send("!"u8, SocketFlags.OutOfBand);
        client.Send("LIST\n");
        if (!isDaemonAway)
        {
            Assert.Equal("OK 1", client.ReadLine());
            Assert.Equal($"{port} s u", client.ReadLine());
            await _systemd.KillAsync();
            client.Send("LIST\n");
        }

        await _systemd.StartAsync();

        Assert.Equal("OK 1", client.ReadLine());
        Assert.Equal($"{port} s u", client.ReadLine());
        Assert.Equal([$"{port} s u"], client.List());
    }

    [Fact]
    public async Task A_client_that_connected_before_the_daemon_was_there_is_answered_although_its_request_holds_an_urgent_byte()
    {
        LineClient? waiting = null;
        await using FakeSystemd systemd = await FakeSystemd.RunAsync(port => waiting = LineClient.Connect(port));
        using LineClient client = waiting!;
        client.Gimme("s");

        client.Send("VERS");
        client.Socket.Send("!"u8, SocketFlags.OutOfBand);
        client.Send("ION\n");

        Assert.StartsWith("OK {PortManager ", client.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_numbered_service_takes_over_the_plain_name_of_one_that_left_meanwhile()
    {
        LineClient first = LineClient.Connect(_systemd.Port);
        using LineClient second = LineClient.Connect(_systemd.Port);
        first.Gimme("s");
        int port = second.Gimme("s");

        await _systemd.KillAsync();
        first.Dispose();
        await _systemd.StartAsync();

        Assert.Equal([$"{port} s u"], second.List());
    }

    [Fact]
    public async Task A_request_sent_while_the_daemon_was_away_is_answered()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");

        await _systemd.KillAsync();
        client.Send("LIST\nGIMME t u\n");
        await _systemd.StartAsync();

        Assert.Equal("OK 1", client.ReadLine());
        Assert.Equal($"{port} s u", client.ReadLine());
        Assert.Matches("^OK [0-9]{5}$", client.ReadLine());
        Assert.Equal(2, client.List().Length);
    }

    [Fact]
    public async Task A_request_of_one_who_closed_his_side_while_the_daemon_was_away_is_answered()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");

        await _systemd.KillAsync();
        client.Send("LIST\n");
        client.HalfClose();
        await _systemd.StartAsync();

        Assert.Equal($"OK 1\n{port} s u\n", client.ReadToEnd());
    }

    [Fact]
    public async Task Who_looks_for_the_daemon_while_it_is_away_finds_its_port()
    {
        string file = Path.Combine(Path.GetDirectoryName(_systemd.Log)!, "listen.port");

        await _systemd.TerminateAsync();

        Assert.Equal($"{_systemd.Port}\n", File.ReadAllText(file));
        await _systemd.StartAsync();
    }

    [Fact]
    public async Task Ports_outside_of_a_new_pool_count_as_held()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");

        await _systemd.KillAsync();
        string others = port == _systemd.Ports.Low ? $"{port + 1}-{_systemd.Ports.High}" : $"{_systemd.Ports.Low}-{port - 1}";
        await _systemd.StartAsync("--ports", others);

        Assert.Equal([$"{port} s u"], client.List());
        Assert.Equal("1", client.Status("ports-held"));
    }

    [Fact]
    public async Task Who_connects_while_the_daemon_is_away_is_served_and_gets_no_port_that_is_held()
    {
        using LineClient holder = LineClient.Connect(_systemd.Port);
        int held = holder.Gimme("s");

        await _systemd.KillAsync();
        using LineClient newcomer = LineClient.Connect(_systemd.Port);
        newcomer.Send(string.Concat(Enumerable.Repeat("GIMME t u\n", 10)));
        await _systemd.StartAsync();

        string[] replies = [.. Enumerable.Range(0, 10).Select(_ => newcomer.ReadLine())];
        Assert.Equal("FAIL {no free ports}", replies[^1]);
        Assert.All(replies[..^1], r => Assert.StartsWith("OK ", r, StringComparison.Ordinal));
        Assert.Distinct(replies);
        Assert.DoesNotContain($"OK {held}", replies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ports_names_and_owners_are_as_before_after_several_restarts_of_any_kind(bool isKilledFirst)
    {
        using LineClient one = LineClient.Connect(_systemd.Port);
        using LineClient two = LineClient.Connect(_systemd.Port);
        one.Gimme("{two words}", "fox");
        one.Gimme("s", "fox");
        two.Gimme("s", "fox");
        string[] before = two.Listing("DETAIL");

        for (int i = 0; i < 4; i++)
        {
            await ((i % 2 == 0) == isKilledFirst ? _systemd.KillAsync() : _systemd.TerminateAsync());
            await _systemd.StartAsync();
            await Eventually.Holds("the owner's name is known again", () => one.Listing("DETAIL")[0] == before[0]);
            Assert.Equal(before, two.Listing("DETAIL"));
        }

        one.Dispose();
        await Eventually.Holds("the ports of one who leaves later are free", () => two.List() is [var row] && row.EndsWith(" s fox", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_holder_that_watches_goes_on_watching_and_is_told_first_what_there_is(bool watchesFirst)
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        using LineClient other = LineClient.Connect(_systemd.Port);
        string[] watched = watchesFirst ? client.Listing("WATCH -user fox") : [];
        int own = client.Gimme("mine");
        int before = other.Gimme("s", "fox");
        if (watchesFirst)
            Assert.Equal($"+ {before} s fox", client.ReadLine());
        else
            watched = client.Listing("WATCH -user fox");
        Assert.Equal(watchesFirst ? [] : [$"{before} s fox"], watched);

        await _systemd.KillAsync();
        await _systemd.StartAsync();

        Assert.Equal(["OK 1", $"{before} s fox"], [client.ReadLine(), client.ReadLine()]);
        int after = other.Gimme("t", "fox");
        Assert.Equal($"+ {after} t fox", client.ReadLine());
        Assert.Equal($"OK {own}", client.Ask($"FREE {own}"));
    }

    [Fact]
    public async Task A_port_given_back_before_a_restart_is_not_held_after_it()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int first = client.Gimme("s");
        int second = client.Gimme("t");
        Assert.Equal($"OK {first}", client.Ask($"FREE {first}"));

        await _systemd.KillAsync();
        await _systemd.StartAsync();

        Assert.Equal([$"{second} t u"], client.List());
        Assert.Equal($"OK {first}", client.Ask($"CLAIM {first} again u"));
    }

    [Fact]
    public async Task A_request_of_which_half_had_come_is_answered_when_the_other_half_comes()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");
        client.Send("GIMME half");
        // A request that comes later is answered: the daemon has seen the half.
        using LineClient other = LineClient.Connect(_systemd.Port);
        Assert.Single(other.List());

        await _systemd.KillAsync();
        await _systemd.StartAsync();
        client.Send("way u\n");

        string reply = client.ReadLine();
        Assert.Matches("^OK [0-9]{5}$", reply);
        Assert.Equal([$"{reply[3..]} halfway u", $"{port} s u"], client.List());
    }
}

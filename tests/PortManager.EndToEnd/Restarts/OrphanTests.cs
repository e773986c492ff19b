using PortManager.EndToEnd.Identity;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>Servers that listen on while the daemon is restarted without their connections (docs/reliability.md, the second net).</summary>
public sealed class OrphanTests : IAsyncLifetime
{
    private const int Services = 20;
    private const int Others = 5;

    private readonly List<Service> _services = [];
    private Daemon _before = null!;

    public async ValueTask InitializeAsync()
    {
        _before = await Daemon.StartAsync(ports: Services + Others);
        for (int i = 0; i < Services; i++)
            _services.Add(Service.Start(_before.Port, i % 4 == 0 ? "{several of it}" : $"Service{i}"));
    }

    public async ValueTask DisposeAsync()
    {
        _services.ForEach(s => s.Dispose());
        await _before.DisposeAsync();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task Every_one_is_listed_as_before_and_its_port_is_not_handed_out(string signal)
    {
        string[] rows = _services[0].Client.List();
        await _before.EndAsync(signal);
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal(rows, client.List());
        Assert.Equal(Enumerable.Repeat("orphaned", Services), client.States());
        int[] given = [.. Enumerable.Range(0, Others).Select(_ => client.Gimme("other"))];
        Assert.Empty(given.Intersect(_services.Select(s => s.Port)));
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME other u"));
        Assert.Equal("allocations", client.Status("survives-restart"));
    }

    [Fact]
    public async Task They_stay_where_the_kernel_does_not_tell_who_listens()
    {
        string[] rows = _services[0].Client.List();
        string script = Path.Combine(AppContext.BaseDirectory, "Restarts", "scripts", "without_netlink.py");
        await _before.KillAsync();
        await using Daemon after = await _before.SuccessorAsync($"exec python3 {script} \"$0\" \"$@\"", []);
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal(rows, client.List());
        Assert.Equal(Enumerable.Repeat("orphaned", Services), client.States());
        _services[0].StopListening();
        await Eventually.Holds("it is freed", () => client.List().Length == Services - 1);
    }

    [Fact]
    public async Task They_stay_through_further_restarts()
    {
        string[] rows = _services[0].Client.List();
        await _before.KillAsync();
        for (int i = 0; i < 3; i++)
        {
            await using Daemon after = await _before.SuccessorAsync();
            using LineClient client = LineClient.Connect(after.Port);
            Assert.Equal(rows, client.List());
            await after.KillAsync();
        }
    }

    [Fact]
    public async Task One_that_listens_no_longer_is_freed_and_the_next_instance_has_its_name()
    {
        await _before.KillAsync();
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);
        (Service first, Service second) = (_services[0], _services[4]);
        Assert.Contains($"{first.Port} several\\u0020of\\u0020it u", client.List());

        first.StopListening();

        await Eventually.Holds("it is freed", () => client.List().Length == Services - 1);
        Assert.Contains($"{second.Port} several\\u0020of\\u0020it u", client.List());
        Assert.Contains(first.Port, Enumerable.Range(0, Others + 1).Select(_ => client.Gimme("other")));
    }

    [Fact]
    public async Task Its_server_gets_it_back_with_its_name_and_age()
    {
        Service service = _services[4];
        string before = service.Client.Listing("DETAIL -service {several of it_1}").Single();
        await _before.KillAsync();
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient observer = LineClient.Connect(after.Port);
        await Eventually.Holds("the owner's name is known", () =>
            observer.Listing("DETAIL -service {several of it_1}").Single() == before.Replace(" listening ", " orphaned ", StringComparison.Ordinal));

        using (LineClient client = LineClient.Connect(after.Port))
        {
            Assert.Equal($"OK {service.Port}", client.Ask($"CLAIM {service.Port} {{several of it}} u"));
            Assert.Equal([before], observer.Listing("DETAIL -service {several of it_1}"));
        }

        await Eventually.Holds("it is freed with the connection", () => observer.List().Length == Services - 1);
    }

    [Fact]
    public async Task A_port_on_which_another_user_listens_now_is_not_listed_for_whoever_had_it()
    {
        Service service = _services[0];
        await using OtherUser thief = OtherUser.On(OtherUser.Nobody, _before);
        Assert.Equal($"OK {Services}", await thief.AskAsync("LIST"));
        await _before.KillAsync();
        service.StopListening();
        await thief.ListenAsync(service.Port);
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal(Services - 1, client.List().Length);
        Assert.DoesNotContain(client.List(), row => row.StartsWith($"{service.Port} ", StringComparison.Ordinal));
        Assert.Equal("1", client.Status("ports-resting"));
    }

    [Fact]
    public async Task A_stranger_who_listens_beside_while_the_daemon_is_away_takes_nobodys_port()
    {
        await using OtherUser owner = OtherUser.On(OtherUser.Nobody, _before);
        int port = await owner.GimmeAsync("s", "nobody");
        await using OtherUser thief = OtherUser.On(OtherUser.Unnamed, _before);
        await thief.AskAsync("LIST");
        await _before.KillAsync();
        await thief.ListenAsync(port, "::1");
        await using Daemon after = await _before.SuccessorAsync();
        await using OtherUser claiming = OtherUser.On(OtherUser.Unnamed, after);
        Assert.StartsWith($"FAIL {{port {port} is kept for", await claiming.AskAsync($"CLAIM {port} s nobody"), StringComparison.Ordinal);

        await using OtherUser back = OtherUser.On(OtherUser.Nobody, after);
        await back.ListenAsync(port, "127.0.0.1");

        Assert.Equal($"OK {port}", await back.AskAsync($"CLAIM {port} s nobody"));
    }

    [Fact]
    public async Task One_whose_port_another_user_takes_over_is_freed()
    {
        Service service = _services[1];
        await _before.KillAsync();
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);
        Assert.Equal(Services, client.List().Length);
        await using OtherUser thief = OtherUser.On(OtherUser.Nobody, after);
        await thief.ListenAsync(service.Port, "::1");
        Assert.Equal(Services, client.List().Length);

        service.StopListening();

        Assert.Equal(Services - 1, client.List().Length);
    }

    [Fact]
    public async Task A_port_on_which_the_daemon_itself_listens_now_is_nobodys()
    {
        int port;
        using (LineClient client = LineClient.Connect(_before.Port))
        {
            port = client.Gimme("web");
            await _before.KillAsync();
        }

        await using Daemon after = await _before.SuccessorAsync("--http", $"127.0.0.1:{port}");
        using LineClient observer = LineClient.Connect(after.Port);
        Assert.Equal(Services, observer.List().Length);
    }
}

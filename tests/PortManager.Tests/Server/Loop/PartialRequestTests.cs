using PortManager.Server;
using PortManager.Server.Loop;
using PortManager.Tests.Server.Sessions;

namespace PortManager.Tests.Server.Loop;

/// <summary>Requests of which a part has come, and how old they are.</summary>
[Collection(Alone.Name)]
public sealed class PartialRequestTests : IDisposable
{
    private readonly LoopDesk _desk = new();
    private readonly LoopClient _client;

    public PartialRequestTests() => _client = _desk.Connect();

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("L")]
    [InlineData("G")]
    [InlineData("GIMME s")]
    [InlineData("DELETE")]
    public void A_request_is_as_old_as_its_first_byte_however_long_the_connection_was_idle_before(string start)
    {
        Assert.Equal(0, Since);
        _desk.Pass(1000);
        _client.Send(start);
        Patience.Until(() => Since != 0);
        long since = Since;
        Assert.Equal(1001, since);

        _desk.Pass(1000);
        _client.Send("M");
        _desk.Turn();
        Patience.Until(() => _desk.Ask(() => _client.Connection!.LastActive) == 2001);

        Assert.Equal(since, Since);
    }

    [Fact]
    public void One_behind_a_whole_one_is_not_older_than_that()
    {
        _client.Send("LIST\nLI");
        Assert.Equal("OK 0", _client.ReadLine());
        Assert.Equal(1, Since);
        _desk.Pass(1000);

        _client.Send("ST\nLI");
        Assert.Equal("OK 0", _client.ReadLine());

        Assert.Equal(1001, Since);
        _client.Send("ST\n");
        Assert.Equal("OK 0", _client.ReadLine());
        Assert.Equal(0, Since);
    }

    [Theory]
    [InlineData("LIS", "LIS")]
    [InlineData("GIMME s u\nLIS", "LIS")]
    [InlineData("GE", "GE")]
    public void One_whose_end_takes_too_long_is_refused(string requests, string shown)
    {
        _client.Send(requests);
        Patience.Until(() => Since != 0);

        Expire();

        Assert.EndsWith($"FAIL {{Invalid request {shown}: its end takes too long}}\n", _client.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal("", _desk.Rows);
        _client.HalfClose();
        Patience.Until(() => _desk.Connections == 0);
        Assert.Equal(0, _desk.Ask(() => _desk.Desk.Table.Unread));
    }

    [Fact]
    public void A_call_to_end_it_that_comes_when_it_is_whole_costs_nothing()
    {
        _client.Send("LIS");
        _client.Send("T\n");
        Assert.Equal("OK 0", _client.ReadLine());

        Expire();

        Assert.Equal("OK 0", _client.List());
    }

    [Fact]
    public void One_that_waits_for_a_name_is_not_refused()
    {
        using var desk = new LoopDesk(identity: IdentityMode.Warn);
        desk.Directory.Hang();
        LoopClient client = desk.Connect(SessionDesk.Local(4711));
        client.Send("GIMME s u\nLI");
        Patience.Until(() => !desk.Directory.Asked.IsEmpty);

        desk.Ask(() =>
        {
            ((Channel)desk.Loop.Poller.HandlerOf(client.Connection!.Descriptor)!).Expire();
            return true;
        });
        desk.Directory.Recover();

        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("OK 1", client.Ask("ST\n"));
    }

    private long Since => _desk.Ask(() => _client.Connection!.PartialSince);

    private void Expire() => _desk.Ask(() =>
    {
        ((Channel)_desk.Loop.Poller.HandlerOf(_client.Connection!.Descriptor)!).Expire();
        return true;
    });
}

using PortManager.Server;
using PortManager.Tests.Server.Sessions;

namespace PortManager.Tests.Server.Loop;

/// <summary>Requests that wait for the name of a user or of a host.</summary>
[Collection(Alone.Name)]
public sealed class SuspendedRequestTests : IDisposable
{
    private const int DefectId = 31;
    private const int User = 4711;

    private readonly LoopDesk _desk = new(identity: IdentityMode.Warn);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_request_goes_on_when_the_name_is_known_and_the_others_do_not_notice()
    {
        LoopClient client = Suspended("GIMME s u\n");
        Assert.Equal("OK 0", _desk.Connect().List());
        Assert.True(client.HasNothing());

        _desk.Directory.Recover();

        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("user4711", client.Connection?.OwnerName);
    }

    [Fact]
    public void A_request_goes_on_without_the_name_after_half_a_second()
    {
        LoopClient client = Suspended("GIMME s u\n");
        _desk.Pass(499);
        Assert.True(client.HasNothing());

        _desk.Pass(1);

        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("4711", client.Connection?.OwnerName);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void What_comes_while_a_request_waits_is_answered_behind_it(bool hasAskedBefore, bool closes)
    {
        LoopClient client = Suspended("GIMME s u\n", hasAskedBefore);

        client.Send("LIST\nFREE 30001\n");
        if (closes)
            client.HalfClose();
        _desk.Turn();
        _desk.Directory.Recover();

        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("OK 1, 30001 s u", client.ReadListing());
        Assert.Equal("OK 30001", client.ReadLine());
        if (closes)
            Assert.Equal("", client.ReadToEnd());
    }

    [Fact]
    public void A_late_answer_does_not_resume_the_next_request()
    {
        LoopClient client = Suspended("GIMME s u\n");
        _desk.Pass(500);
        Assert.Equal("OK 30001", client.ReadLine());
        client.Send("GIMME t u\n");
        _desk.Turn();
        _desk.Pass(499);
        Assert.True(client.HasNothing());

        _desk.Directory.Recover();

        Assert.Equal("OK 30002", client.ReadLine());
        Assert.Equal("user4711", client.Connection?.OwnerName);
    }

    [Fact]
    public void One_that_is_reset_while_it_waits_is_forgotten()
    {
        LoopClient client = Suspended("GIMME s u\n");

        client.Reset();
        Patience.Until(() => _desk.Connections == 0);
        _desk.Directory.Recover();
        _desk.Pass(500);

        Assert.Equal("", _desk.Rows);
        Assert.DoesNotContain(DefectId, _desk.Desk.Log.Ids);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_defect_in_a_request_that_has_waited_costs_one_connection(bool timesOut)
    {
        LoopClient client = Suspended("GIMME s u\n");
        _desk.Desk.Probe.Looking = () => throw new InvalidOperationException("a defect");

        if (timesOut)
            _desk.Pass(500);
        else
            _desk.Directory.Recover();

        client.WaitForEnd();
        Assert.Equal("OK 0", _desk.Connect().List());
        Assert.Contains(DefectId, _desk.Desk.Log.Ids);
    }

    [Fact]
    public void Another_host_is_refused_by_its_name()
    {
        LoopClient client = _desk.Connect(SessionDesk.Remote());
        client.Send("LIST\nGIMME s u\nLIST\n");

        Assert.Equal("OK 0", client.ReadLine());
        Assert.Equal("FAIL {user7 (192.0.2.7) : Only local applications get ports}", client.ReadLine());
        Assert.Equal("", client.ReadToEnd());
    }

    [Fact]
    public void Another_host_without_a_name_is_refused_by_its_address()
    {
        _desk.Hosts.Name = _ => null;
        LoopClient client = _desk.Connect(SessionDesk.Remote());

        Assert.Equal("FAIL {192.0.2.7 (192.0.2.7) : Only local applications get ports}", client.Ask("GIMME s u\n"));
    }

    [Fact]
    public void A_name_server_that_hangs_is_waited_for_half_a_second()
    {
        _desk.Hosts.Hang();
        LoopClient client = _desk.Connect(SessionDesk.Remote());
        client.Send("GIMME s u\n");
        Patience.Until(() => !_desk.Hosts.Asked.IsEmpty);

        _desk.Pass(500);

        Assert.Equal("FAIL {192.0.2.7 (192.0.2.7) : Only local applications get ports}", client.ReadLine());
    }

    private LoopClient Suspended(string request, bool hasAskedBefore = true)
    {
        _desk.Directory.Hang();
        LoopClient client = _desk.Connect(SessionDesk.Local(User));
        if (hasAskedBefore)
            Assert.Equal("OK 0", client.List());
        client.Send(request);
        Patience.Until(() => !_desk.Directory.Asked.IsEmpty);
        return client;
    }
}

using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>The names of services after a restart: as before, and of those that are gone to the oldest instance.</summary>
public sealed class RestoredNameTests
{
    private readonly RecoveryLab _lab = new();

    [Fact]
    public void A_port_on_which_another_user_listens_is_kept_for_whoever_had_it_and_its_name_goes_to_the_oldest_instance()
    {
        _lab.Adopt(7);
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", connection: 7, requested: "s");
        _lab.Stolen.Add(30001);

        Assert.Equal("1 0 1", _lab.Restore());

        Assert.Equal("30002 s u", _lab.Lab.Rows);
        Assert.Equal([30001], _lab.Registry.PortsInGrace);
        Assert.Empty(_lab.Forgotten);
    }

    [Fact]
    public void One_that_listens_again_after_an_instance_took_its_name_over_gets_a_number()
    {
        _lab.Adopt(7);
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", connection: 7, requested: "s");
        _lab.Restore();

        _lab.Registry.ListGrace((_, _) => true);

        Assert.Equal("30002 s u, 30001 s_1 u", _lab.Lab.Rows);
    }

    [Fact]
    public void No_name_changes_at_a_restart_or_the_end_of_its_grace_if_nobody_came_or_went()
    {
        _lab.Adopt(7);
        _lab.Journal(30002, "s", connection: 7);
        _lab.Journal(30003, "s_1_1", connection: 7, requested: "s_1");
        _lab.Restore();
        Assert.Equal("30002 s u, 30003 s_1_1 u", _lab.Lab.Rows);

        _lab.Registry.EndGrace();

        Assert.Equal("30002 s u, 30003 s_1_1 u", _lab.Lab.Rows);
    }

    [Fact]
    public void A_plain_name_that_a_claim_gives_up_in_the_grace_goes_to_the_oldest_instance()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", requested: "s");
        _lab.Restore();
        Assert.Equal(30002, _lab.Registry.Claim(new FakeHolder(), 30002, "s", "u").Port);
        Assert.Equal("30002 s_1 u", _lab.Lab.Rows);

        Assert.Equal(30001, _lab.Registry.Claim(new FakeHolder(), 30001, "t", "u").Port);

        Assert.Equal("30002 s u, 30001 t u", _lab.Lab.Rows);
    }

    [Fact]
    public void A_service_that_is_back_before_anyone_saw_its_orphan_go_has_its_plain_name()
    {
        _lab.Journal(30003, "s");
        _lab.Listened.Add(30003);
        _lab.Restore();

        _lab.Listened.Clear();
        _lab.Lab.Take("s");

        Assert.Equal("30003 s u", _lab.Lab.Rows);
    }

    [Fact]
    public void Names_are_as_before()
    {
        _lab.Adopt(7);
        _lab.Journal(30005, "s", connection: 7);
        _lab.Journal(30004, "s_2", connection: 7, requested: "s");
        _lab.Journal(30003, "s_1", requested: "s");
        _lab.Listened.Add(30003);

        Assert.Equal("2 1 0", _lab.Restore());

        Assert.Equal("30005 s u, 30003 s_1 u, 30004 s_2 u", _lab.Lab.Rows);
        _lab.Lab.Take("s");
        Assert.Contains("s_3 u", _lab.Lab.Rows, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_holder_of_the_plain_name_is_gone_the_oldest_instance_takes_it_over()
    {
        _lab.Adopt(7);
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_2", connection: 7, requested: "s");
        _lab.Journal(30003, "s_1", connection: 7, requested: "s");

        Assert.Equal("2 0 1", _lab.Restore());

        Assert.Equal("30002 s u, 30003 s_1 u", _lab.Lab.Rows);
    }

    [Fact]
    public void A_name_that_is_there_twice_is_given_once()
    {
        _lab.Adopt(7);
        _lab.Journal(30001, "s", connection: 7);
        _lab.Journal(30002, "s", connection: 7);

        _lab.Restore();

        Assert.Equal("30001 s u, 30002 s_1 u", _lab.Lab.Rows);
    }
}

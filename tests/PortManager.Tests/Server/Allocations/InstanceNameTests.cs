namespace PortManager.Tests.Server.Allocations;

/// <summary>SPEC section 2, "Several instances of one service by one user".</summary>
public class InstanceNameTests
{
    private readonly RegistryLab _lab = new();

    [Fact]
    public void The_first_has_the_plain_name_and_further_ones_are_numbered()
    {
        _lab.Take("s");
        _lab.Take("s");
        _lab.Take("s");

        Assert.Equal("30001 s u, 30002 s_1 u, 30003 s_2 u", _lab.Rows);
    }

    [Fact]
    public void Each_user_has_plain_names_of_his_own()
    {
        _lab.Take("s", "u");
        _lab.Take("s", "v");

        Assert.Equal("30001 s u, 30002 s v", _lab.Rows);
    }

    [Fact]
    public void One_holder_gets_numbers_as_several_do()
    {
        FakeHolder holder = _lab.Take("s");
        _lab.Registry.Allocate(holder, "s", "u");

        Assert.Equal("30001 s u, 30002 s_1 u", _lab.Rows);
    }

    [Fact]
    public void The_smallest_number_that_is_free_is_taken_again()
    {
        _lab.Take("s");
        FakeHolder first = _lab.Take("s");
        _lab.Take("s");

        _lab.Registry.Leave(first);
        _lab.Take("s");
        _lab.Take("s");

        Assert.Equal("30001 s u, 30002 s_1 u, 30003 s_2 u, 30004 s_3 u", _lab.Rows);
    }

    [Fact]
    public void When_the_plain_names_holder_leaves_the_oldest_takes_it_over_and_no_other_name_changes()
    {
        FakeHolder plain = _lab.Take("s");
        FakeHolder first = _lab.Take("s");
        _lab.Take("s");
        _lab.Registry.Leave(first);
        _lab.Take("s");
        _lab.ForgetChanges();

        _lab.Registry.Leave(plain);

        Assert.Equal("30003 s u, 30002 s_1 u", _lab.Rows);
        Assert.Equal(["- 30001 s u", "rename - 30003 s_2 u", "rename + 30003 s u"], _lab.Changes);
    }

    [Fact]
    public void A_client_finds_the_plain_name_as_long_as_one_instance_lives()
    {
        Queue<FakeHolder> holders = new(Enumerable.Range(0, 5).Select(_ => _lab.Take("s")));
        while (holders.Count > 1)
        {
            _lab.Registry.Leave(holders.Dequeue());
            Assert.Single(_lab.Registry.InOrder, a => a.Service == "s");
        }
    }

    [Fact]
    public void A_numbered_instance_leaves_without_a_change_to_the_others()
    {
        _lab.Take("s");
        FakeHolder first = _lab.Take("s");
        _lab.Take("s");
        _lab.ForgetChanges();

        _lab.Registry.Leave(first);

        Assert.Equal(["- 30002 s_1 u"], _lab.Changes);
    }

    [Fact]
    public void A_promoted_instance_is_again_one_whose_name_can_be_inherited()
    {
        FakeHolder[] holders = [_lab.Take("s"), _lab.Take("s"), _lab.Take("s")];

        _lab.Registry.Leave(holders[0]);
        _lab.Registry.Leave(holders[1]);

        Assert.Equal("30003 s u", _lab.Rows);
    }

    [Fact]
    public void A_number_is_passed_over_where_someone_asked_for_that_very_name()
    {
        _lab.Take("s_1");
        _lab.Take("s");
        _lab.Take("s");

        Assert.Equal("30002 s u, 30001 s_1 u, 30003 s_2 u", _lab.Rows);
    }

    [Fact]
    public void Who_asks_for_a_name_that_a_number_made_is_numbered_himself()
    {
        _lab.Take("s");
        _lab.Take("s");
        _lab.Take("s_1");

        Assert.Equal("30001 s u, 30002 s_1 u, 30003 s_1_1 u", _lab.Rows);
    }

    [Fact]
    public void A_name_that_a_number_made_is_inherited_by_those_who_asked_for_it()
    {
        _lab.Take("s");
        FakeHolder numbered = _lab.Take("s");
        _lab.Take("s_1");

        _lab.Registry.Leave(numbered);

        Assert.Equal("30001 s u, 30003 s_1 u", _lab.Rows);
    }

    [Fact]
    public void A_number_is_free_again_when_who_asked_for_that_very_name_leaves()
    {
        FakeHolder explicitly = _lab.Take("s_1");
        _lab.Take("s");
        _lab.Take("s");

        _lab.Registry.Leave(explicitly);
        _lab.Take("s");

        Assert.Equal("30002 s u, 30004 s_1 u, 30003 s_2 u", _lab.Rows);
    }

    [Theory]
    [InlineData("s_0")]
    [InlineData("s_01")]
    [InlineData("s_")]
    [InlineData("s_-1")]
    [InlineData("s_99999999999")]
    [InlineData("s_1_")]
    public void Numbers_begin_at_1_whatever_names_come_and_go(string name)
    {
        FakeHolder other = _lab.Take(name);
        _lab.Take("s");
        _lab.Take("s");

        _lab.Registry.Leave(other);
        _lab.Take("s");

        Assert.Equal("30002 s u, 30003 s_1 u, 30004 s_2 u", _lab.Rows);
    }

    [Fact]
    public void Who_leaves_with_several_instances_inherits_nothing_on_the_way_out()
    {
        FakeHolder leaving = _lab.Take("s");
        _lab.Registry.Allocate(leaving, "s", "u");
        _lab.Registry.Allocate(leaving, "s", "u");
        _lab.Take("s");
        // The order in which he took them is no longer that of their places in his table.
        _lab.Registry.Free(leaving, 30002);
        _lab.Registry.Free(leaving, 30001);
        _lab.Registry.Allocate(leaving, "s", "u");
        _lab.Registry.Allocate(leaving, "s", "u");
        _lab.ForgetChanges();

        _lab.Registry.Leave(leaving);

        Assert.Equal("30004 s u", _lab.Rows);
        Assert.Equal(2, _lab.Changes.Count(c => c.StartsWith("rename", StringComparison.Ordinal)));
    }
}

using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Tests.Server.Pool;

namespace PortManager.Tests.Server.Allocations;

/// <summary>Ports that requests got before a restart that were carried out and not answered.</summary>
public sealed class PostponedPortTests
{
    private readonly RegistryLab _lab = new(ports: 4);
    private readonly FakeHolder _holder = new();
    private readonly FakeHolder _other = new();

    [Fact]
    public void A_port_is_free_if_it_is_neither_allocated_nor_kept_for_anybody()
    {
        _lab.Take("s");
        _lab.Registry.Reserve(Of(30002, "t", new OrphanHolder(1, null, () => false)));
        _lab.Registry.Postpone(Of(30003, "a", _holder));

        Assert.Equal([false, false, false, true], Enumerable.Range(30001, 4).Select(_lab.Registry.IsFree));
    }

    [Fact]
    public void A_connection_that_ends_before_it_is_answered_gives_them_back_and_others_keep_theirs()
    {
        _lab.Registry.Postpone(Of(30001, "a", _holder));
        _lab.Registry.Postpone(Of(30002, "b", _other));

        _lab.Registry.Leave(_holder);

        Assert.Equal(["grace ended 30001"], _lab.Changes);
        Assert.True(_lab.Registry.IsFree(30001));
        Assert.False(_lab.Registry.IsFree(30002));
        Assert.Equal(3, _lab.Pool.Free);
    }

    [Fact]
    public void The_plain_name_of_one_that_ends_before_it_is_answered_goes_to_the_oldest_instance()
    {
        _lab.Registry.Postpone(Of(30001, "s", _holder));
        _lab.Registry.Restore(Of(30002, "s_1", _other, requested: "s"));

        _lab.Registry.Leave(_holder);

        Assert.Equal("30002 s u", _lab.Rows);
    }

    [Fact]
    public void Each_request_gets_its_own_once()
    {
        _lab.Registry.Postpone(Of(30001, "a", _holder, position: 10));
        _lab.Registry.Postpone(Of(30002, "b", _other, position: 20));
        _lab.Registry.Postpone(Of(30003, "c", _holder, position: 20));
        _holder.Position = 20;

        Assert.Equal(30003, _lab.Registry.TakePostponed(_holder));
        Assert.Equal(0, _lab.Registry.TakePostponed(_holder));

        Assert.Equal("30003 c u", _lab.Rows);
        _lab.Registry.Leave(_holder);
        Assert.Equal(3, _lab.Pool.Free);
    }

    [Fact]
    public void One_is_refused_to_others_and_an_earlier_request_of_its_holder_may_claim_it()
    {
        _lab.Registry.Postpone(Of(30001, "a", _holder, position: 20));

        Assert.Equal("port 30001 is in use by a of u", _lab.Registry.Claim(_other, 30001, "x", "u").Refusal);
        Assert.Equal(30001, _lab.Registry.Claim(_holder, 30001, "x", "u").Port);

        _lab.Registry.Leave(_holder);
        Assert.Equal(["+ 30001 x u", "- 30001 x u"], _lab.Changes);
        Assert.Equal(4, _lab.Pool.Free);
    }

    [Fact]
    public void One_that_two_requests_of_a_connection_had_is_given_back_once()
    {
        _lab.Registry.Postpone(Of(30001, "b", _holder, position: 30));
        _lab.Registry.Postpone(Of(30001, "a", _holder, position: 10));

        _lab.Registry.Leave(_holder);

        Assert.Equal(["grace ended 30001"], _lab.Changes);
        Assert.Equal(4, _lab.Pool.Free);
        Assert.Equal([30002, 30003, 30004, 30001, 0], PoolLab.TakeSeveral(_lab.Pool, 5));
    }

    [Fact]
    public void A_claim_takes_one_from_all_later_requests_of_its_holder()
    {
        _lab.Registry.Postpone(Of(30001, "b", _holder, position: 30));
        _lab.Registry.Postpone(Of(30001, "a", _holder, position: 10));

        Assert.Equal(30001, _lab.Registry.Claim(_holder, 30001, "x", "u").Port);

        _holder.Position = 10;
        Assert.Equal(0, _lab.Registry.TakePostponed(_holder));
        _holder.Position = 30;
        Assert.Equal(0, _lab.Registry.TakePostponed(_holder));
        Assert.Equal("30001 x u", _lab.Rows);
        Assert.Equal(3, _lab.Pool.Free);
    }

    [Fact]
    public void A_claim_of_one_that_its_holder_has_already_is_refused_and_takes_it_from_no_later_request()
    {
        _lab.Registry.Restore(Of(30001, "a", _holder, position: 10));
        _lab.Registry.Postpone(Of(30001, "b", _holder, position: 30));

        Assert.Equal("port 30001 is in use by a of u", _lab.Registry.Claim(_holder, 30001, "x", "u").Refusal);

        Assert.Equal(3, _lab.Pool.Free);
        Assert.Equal(30001, _lab.Registry.Free(_holder, 30001).Port);
        _holder.Position = 30;
        Assert.Equal(30001, _lab.Registry.TakePostponed(_holder));
        Assert.Equal("30001 b u", _lab.Rows);
        Assert.Equal([30002, 30003, 30004, 0], PoolLab.TakeSeveral(_lab.Pool, 4));
    }

    [Fact]
    public void One_whose_holder_claims_it_earlier_and_is_refused_is_free()
    {
        var lab = new RegistryLab(ports: 4, DuplicatePolicy.Refuse);
        lab.Take("s");
        lab.Registry.Postpone(Of(30002, "a", _holder, position: 20));

        Assert.Equal("s is already advertised by u", lab.Registry.Claim(_holder, 30002, "s", "u").Refusal);

        Assert.True(lab.Registry.IsFree(30002));
        Assert.Equal(3, lab.Pool.Free);
    }

    [Theory]
    [InlineData(30001, 10, false)]
    [InlineData(30002, 10, false)]
    [InlineData(30003, 19, true)]
    [InlineData(30003, 20, false)]
    [InlineData(30003, 21, false)]
    [InlineData(30004, 10, true)]
    public void A_port_that_was_given_back_can_be_had_again_if_only_a_later_request_of_the_same_holder_has_it(int port, long position, bool isPossible)
    {
        _lab.Take("s");
        _lab.Registry.Reserve(Of(30002, "t", new OrphanHolder(1, null, () => false)));
        _lab.Registry.Postpone(Of(30003, "a", _holder, position: 20));

        Assert.Equal(isPossible, _lab.Registry.CanTakeBack(_holder, port, position));
        Assert.Equal(port == 30004, _lab.Registry.CanTakeBack(_other, port, position));
    }

    private static Allocation Of(int port, string service, Holder holder, string? requested = null, long position = 0) =>
        new(port, requested ?? service, service, "u", DateTimeOffset.UnixEpoch, holder, position);
}

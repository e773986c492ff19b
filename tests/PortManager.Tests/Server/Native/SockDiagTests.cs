using System.Net;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Native;

/// <summary>What is made of the kernel's answers: a part of a list is no list, and an old answer no answer.</summary>
public sealed class SockDiagTests : IDisposable
{
    private const byte Established = 1;
    private const byte FinWait2 = 5;
    private const byte TimeWait = 6;
    private const byte Listens = 10;

    private static readonly IPEndPoint s_peer = new(IPAddress.Loopback, 50000);
    private static readonly IPEndPoint s_own = new(IPAddress.Loopback, 30000);

    private readonly FakeKernel _kernel = new();

    // The first question is number 1; a list is two: IPv4, IPv6.
    public static TheoryData<string, byte[][]> NoLists => new()
    {
        { "no answer", [] },
        { "refused", [FakeKernel.End(1, FakeKernel.Error, -2)] },
        { "no end", [FakeKernel.Owner(1, Listens, 80, 7)] },
        { "an end with an error", [FakeKernel.Owner(1, Listens, 80, 7), FakeKernel.End(1, FakeKernel.Done, -2)] },
        { "no IPv6", [FakeKernel.End(1, FakeKernel.Done, 0)] },
        { "IPv6 refused", [FakeKernel.End(1, FakeKernel.Done, 0), FakeKernel.End(2, FakeKernel.Error, -2)] },
        { "cut short", [FakeKernel.Owner(1, Listens, 80, 7)[..60], FakeKernel.End(1, FakeKernel.Done, 0), FakeKernel.End(2, FakeKernel.Done, 0)] },
        { "an old answer", [FakeKernel.End(0, FakeKernel.Done, 0), FakeKernel.End(0, FakeKernel.Done, 0)] },
    };

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void A_list_has_the_ports_of_all_messages_of_both_families()
    {
        _kernel.Answer(FakeKernel.Owner(1, Listens, 80, 7), FakeKernel.Owner(1, Listens, 81, 8));
        _kernel.Answer(FakeKernel.Owner(1, Listens, 82, 9));
        _kernel.Answer(FakeKernel.End(1, FakeKernel.Done, 0));
        _kernel.Answer(FakeKernel.Owner(2, Listens, 83, 10), FakeKernel.End(2, FakeKernel.Done, 0));

        PortOwners listeners = _kernel.SockDiag.Listeners()!;

        Assert.Equal([7, 8, 9, 10], Enumerable.Range(80, 4).Select(port => listeners.Find(port, null)?.User ?? 0));
    }

    [Fact]
    public void A_list_has_every_user_who_listens_on_a_port()
    {
        _kernel.Answer(FakeKernel.Owner(1, Listens, 80, 7), FakeKernel.Owner(1, Listens, 80, 7), FakeKernel.End(1, FakeKernel.Done, 0));
        _kernel.Answer(FakeKernel.Owner(2, Listens, 80, 8), FakeKernel.Owner(2, Listens, 80, 9), FakeKernel.End(2, FakeKernel.Done, 0));

        PortOwners listeners = _kernel.SockDiag.Listeners()!;

        Assert.All(Enumerable.Range(7, 3), user => Assert.True(listeners.IsOf(80, user)));
        Assert.False(listeners.IsOf(80, 10));
        Assert.Equal(8u, listeners.FindOther(80, 7)?.User);
        Assert.Equal(7u, listeners.FindOther(80, 8)?.User);
        Assert.Null(listeners.FindOther(81, 7));
    }

    [Theory]
    [InlineData(Established, 8)]
    [InlineData(FinWait2, 8)]
    [InlineData(TimeWait, 8)]
    [InlineData(Listens, null)]
    public void A_peer_that_has_half_closed_is_known_and_a_listener_is_no_peer(byte state, int? user)
    {
        _kernel.Answer(FakeKernel.Owner(1, state, 50000, 8));

        Assert.Equal(user, (int?)_kernel.SockDiag.OwnerOf(s_peer, s_own)?.User);
    }

    [Theory]
    [MemberData(nameof(NoLists))]
    public void A_list_that_is_not_whole_is_none(string what, byte[][] answers)
    {
        foreach (byte[] answer in answers)
            _kernel.Answer(answer);

        Assert.True(_kernel.SockDiag.Listeners() is null, what);
    }

    [Fact]
    public void An_answer_that_nobody_read_is_not_taken_for_the_next_one()
    {
        _kernel.Answer(FakeKernel.Owner(0, Established, 50000, 7));
        _kernel.Answer(FakeKernel.Owner(1, Established, 50000, 8));
        _kernel.Answer(FakeKernel.Owner(1, Established, 50000, 9));

        Assert.Equal(8u, _kernel.SockDiag.OwnerOf(s_peer, s_own)?.User);
        Assert.Null(_kernel.SockDiag.OwnerOf(s_peer, s_own));
    }

    [Fact]
    public void Once_it_is_closed_it_asks_nobody()
    {
        SockDiag real = SockDiag.Open();
        real.Dispose();

        Assert.Throws<ObjectDisposedException>(() => real.OwnerOf(s_peer, s_own));
    }
}

using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Systemd;

/// <summary>How far a connection is, against what the kernel counted, for each moment at which a process can end.</summary>
public sealed class LedgerPositionTests
{
    private static readonly LedgerPosition s_idle = new(100, 50);
    private static readonly LedgerPosition s_answering = new(100, 50, BatchConsumed: 20, BatchReplied: 9);
    private static readonly LedgerPosition s_answered = new(120, 59);

    [Fact]
    public void A_connection_on_which_nothing_was_under_way_goes_on() => AssertGoesOn(s_idle, s_idle, read: 100, written: 50);

    [Fact]
    public void Requests_whose_replies_had_not_gone_out_are_still_there_for_the_next_process() =>
        AssertGoesOn(s_idle, s_answering, read: 100, written: 50);

    [Fact]
    public void Requests_whose_replies_had_gone_out_are_answered_although_it_was_not_noted() =>
        AssertGoesOn(s_answered, s_answering, read: 120, written: 59);

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(119)]
    public void Requests_that_were_answered_and_not_taken_from_the_kernel_are_left_out(long read)
    {
        AssertGoesOn(s_answered, s_answering, read, written: 59);
        AssertGoesOn(s_answering.AfterBatch, s_answering, read, written: 59);
    }

    [Fact]
    public void The_position_after_a_batch_is_that_of_a_connection_on_which_nothing_is_under_way()
    {
        Assert.Equal(s_answered, s_answering.AfterBatch);
        AssertGoesOn(s_answered, s_answered, read: 120, written: 59);
    }

    [Fact]
    public void Lines_sent_to_a_watcher_answer_no_request_and_cut_nothing_short() =>
        AssertGoesOn(new LedgerPosition(100, 59), s_idle with { BatchReplied = 9 }, read: 100, written: 59);

    [Theory]
    [InlineData(101, 50)]
    [InlineData(120, 50)]
    public void Requests_that_were_taken_and_are_not_answered_cannot_be_had_again(long read, long written)
    {
        Assert.Null(s_idle.Compare(new TcpByteCounts(read, written)));
        Assert.Null(s_answering.Compare(new TcpByteCounts(read, written)));
    }

    [Theory]
    [InlineData(100, 51)]
    [InlineData(120, 51)]
    [InlineData(120, 58)]
    [InlineData(120, 60)]
    [InlineData(121, 59)]
    [InlineData(90, 50)]
    [InlineData(90, 59)]
    [InlineData(100, 49)]
    public void A_reply_that_went_out_in_part_and_counts_that_do_not_fit_end_the_connection(long read, long written) =>
        Assert.Null(s_answering.Compare(new TcpByteCounts(read, written)));

    private static void AssertGoesOn(LedgerPosition expected, LedgerPosition noted, long read, long written) =>
        Assert.Equal(expected, noted.Compare(new TcpByteCounts(read, written)));
}

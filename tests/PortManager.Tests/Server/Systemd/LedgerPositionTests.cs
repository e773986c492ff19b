using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Systemd;

/// <summary>The account of a connection, against what the kernel counted, for each moment at which a process can end.</summary>
public sealed class LedgerPositionTests
{
    private static readonly LedgerPosition s_idle = new(100, 50);
    private static readonly LedgerPosition s_answering = new(100, 50, BatchConsumed: 20, BatchReplied: 9, BatchRequests: 2);

    [Fact]
    public void A_connection_on_which_nothing_was_under_way_goes_on() =>
        Assert.Equal(new InFlight(InFlightKind.None, s_idle), s_idle.Compare((100, 50)));

    [Fact]
    public void What_was_read_and_not_noted_is_one_unanswered_request() =>
        Assert.Equal(Lost(s_idle, new Unanswered(20, 1, EndsMidLine: false)), s_idle.Compare((120, 50)));

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void What_was_read_and_noted_is_as_many_unanswered_requests(int requests, bool endsMidLine)
    {
        var seen = new Unanswered(20, requests, endsMidLine);
        Assert.Equal(Lost(s_idle, seen), (s_idle with { Unanswered = seen }).Compare((120, 50)));
    }

    [Fact]
    public void Requests_whose_replies_had_not_gone_out_are_unanswered() =>
        Assert.Equal(Lost(s_idle, new Unanswered(20, 2, EndsMidLine: false)), s_answering.Compare((120, 50)));

    [Fact]
    public void Requests_whose_replies_had_gone_out_are_answered_although_it_was_not_noted() =>
        Assert.Equal(new InFlight(InFlightKind.None, new LedgerPosition(120, 59)), s_answering.Compare((120, 59)));

    [Fact]
    public void A_request_behind_those_that_were_answered_is_unanswered() =>
        Assert.Equal(
            Lost(new LedgerPosition(120, 59), new Unanswered(20, 1, EndsMidLine: false)),
            (s_answering with { Unanswered = new Unanswered(40, 3, EndsMidLine: false) }).Compare((140, 59)));

    [Fact]
    public void Lines_sent_to_a_watcher_answer_no_request_and_cut_nothing_short() =>
        Assert.Equal(
            new InFlight(InFlightKind.None, new LedgerPosition(100, 59)),
            (s_idle with { BatchReplied = 9 }).Compare((100, 59)));

    [Fact]
    public void The_rest_of_a_line_that_was_refused_is_still_to_come_after_a_second_end()
    {
        LedgerPosition refusing = s_idle with
        {
            Unanswered = new Unanswered(5, 1, EndsMidLine: true),
            BatchConsumed = 5,
            BatchReplied = 9,
            BatchRequests = 1,
            BatchEndsMidLine = true,
        };
        var refused = new LedgerPosition(105, 59) { IsMidLine = true };

        Assert.Equal(refused, refusing.AfterBatch);
        Assert.Equal(new InFlight(InFlightKind.None, refused), refusing.Compare((105, 59)));
        Assert.Equal(new InFlight(InFlightKind.None, refused), refused.Compare((105, 59)));
        Assert.Equal(Lost(s_idle, refusing.Unanswered), refusing.Compare((105, 50)));
    }

    [Theory]
    [InlineData(120, 51)]
    [InlineData(120, 58)]
    [InlineData(120, 60)]
    [InlineData(90, 50)]
    public void A_reply_that_went_out_in_part_cuts_the_connection_short(long read, long written) =>
        Assert.Equal(InFlightKind.CutShort, s_answering.Compare((read, written)).Kind);

    private static InFlight Lost(LedgerPosition position, Unanswered unanswered) =>
        new(InFlightKind.Unanswered, position with { Unanswered = unanswered });
}

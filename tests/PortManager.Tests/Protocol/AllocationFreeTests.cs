using System.Buffers;
using PortManager.Protocol;
using PortManager.Tests.Server;

namespace PortManager.Tests.Protocol;

/// <summary>What of the codec costs nothing on the managed heap. docs/performance.md lists it.</summary>
[Collection(Alone.Name)]
public class AllocationFreeTests
{
    private static readonly Request s_gimme = new Request.Gimme("RingMaster", "fox");
    private readonly ArrayBufferWriter<byte> _output = new(4096);

    [Fact]
    public void A_LIST_is_read_without_allocating()
    {
        ReadOnlySequence<byte> list = Wire.Sequence("LIST");
        Assert.Equal(0, Allocated.By(() => RequestReader.Read(list)));
    }

    [Fact]
    public void A_GIMME_that_is_read_costs_little_memory()
    {
        ReadOnlySequence<byte> gimme = Wire.Sequence("GIMME RingMaster root");
        Assert.InRange(Allocated.By(() => RequestReader.Read(gimme)), 1, 400 * Allocated.Times);
    }

    [Fact]
    public void A_GIMME_is_written_without_allocating() => AssertFree(() => RequestWriter.Write(_output, s_gimme));

    [Fact]
    public void A_reply_with_a_port_is_written_without_allocating() => AssertFree(() => ReplyWriter.Port(_output, 30001));

    [Fact]
    public void The_header_of_a_listing_is_written_without_allocating() => AssertFree(() => ReplyWriter.ListingHeader(_output, 900));

    [Fact]
    public void A_row_and_a_change_whose_names_need_no_quoting_are_written_without_allocating()
    {
        AssertFree(() => ReplyWriter.Row(_output, 30001, "RingMaster", "fox"));
        AssertFree(() => ReplyWriter.Added(_output, 30001, "RingMaster", "fox"));
        AssertFree(() => ReplyWriter.Removed(_output, 30001, "RingMaster", "fox"));
    }

    private void AssertFree(Action write) => Assert.Equal(0, Allocated.By(() =>
    {
        _output.ResetWrittenCount();
        write();
    }));
}

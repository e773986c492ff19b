using Microsoft.Win32.SafeHandles;
using PortManager.Protocol;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Systemd;

public sealed class LedgerTests
{
    [Fact]
    public void What_one_process_notes_the_next_one_finds()
    {
        using Ledger first = Ledger.Create()!;
        LedgerEntry entry = first.Add(17, 1017, new LedgerPosition(1, 2))!;
        LedgerEntry other = first.Add(18, 1018, default)!;
        entry.Position = new LedgerPosition(3, 4, 5, 6);
        first.Remove(other);

        using Ledger second = Ledger.Open(Duplicate(first))!;
        Assert.Equal(new LedgerPosition(3, 4, 5, 6), second.Find(1017)!.Position);
        Assert.Equal(17, second.Find(1017)!.Connection);
        Assert.Null(second.Find(1018));
        Assert.Null(second.Find(17));
        Assert.NotEqual(entry.Index, second.Add(19, 1019, default)!.Index);
    }

    [Fact]
    public void A_position_that_is_written_again_and_again_is_the_latest()
    {
        using Ledger first = Ledger.Create()!;
        LedgerEntry entry = first.Add(17, 1017, default)!;
        for (int i = 1; i <= 5; i++)
        {
            var position = new LedgerPosition(i, 2 * i, 3 * i, 4 * i);
            entry.Position = position;

            using Ledger second = Ledger.Open(Duplicate(first))!;
            Assert.Equal(position, entry.Position);
            Assert.Equal(position, second.Find(1017)!.Position);
        }
    }

    [Fact]
    public void Entries_of_connections_that_are_not_continued_are_free_again()
    {
        using Ledger first = Ledger.Create()!;
        for (long connection = 1; connection <= 65536; connection++)
            first.Add(connection, 1000 + connection, default);

        using Ledger second = Ledger.Open(Duplicate(first))!;
        LedgerEntry kept = second.Find(1017)!;
        second.KeepOnly([kept]);

        for (int i = 1; i < 65536; i++)
            Assert.NotEqual(kept.Index, second.Add(100_000 + i, 200_000 + i, default)!.Index);
        Assert.Null(second.Add(1, 1, default));
        Assert.Equal(17, kept.Connection);
    }

    [Fact]
    public void A_connection_that_this_process_stored_is_not_found_as_one_of_the_process_before()
    {
        using Ledger ledger = Ledger.Create()!;
        ledger.Add(17, 1017, default);

        Assert.Null(ledger.Find(1017));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("RingMaster", null, null)]
    [InlineData("a {b", "", "é \\")]
    public void What_a_connection_watches_the_next_process_finds(string? service, string? prefix, string? user)
    {
        using Ledger first = Ledger.Create()!;
        first.Add(17, 1017, default)!.Watch = new LedgerWatch(5, new PortFilter(service, prefix, user));

        using Ledger second = Ledger.Open(Duplicate(first))!;
        Assert.Equal(new LedgerWatch(5, new PortFilter(service, prefix, user)), second.Find(1017)!.Watch);
    }

    [Fact]
    public void The_longest_names_that_there_are_can_be_watched()
    {
        string user = new('{', 255);
        string service = user + "_65535";
        using Ledger ledger = Ledger.Create()!;
        LedgerEntry entry = ledger.Add(17, 1017, default)!;
        var watch = new LedgerWatch(5, new PortFilter(service, service, user));
        entry.Watch = watch;

        Assert.Equal(watch, entry.Watch);
    }

    [Fact]
    public void A_new_connection_does_not_watch_what_the_one_before_it_in_its_place_did()
    {
        using Ledger ledger = Ledger.Create()!;
        LedgerEntry before = ledger.Add(17, 1017, default)!;
        before.Watch = new LedgerWatch(5, PortFilter.Everything);
        ledger.Remove(before);

        LedgerEntry after = ledger.Add(18, 1018, default)!;
        Assert.Equal(before.Index, after.Index);
        Assert.Null(after.Watch);
    }

    [Fact]
    public void An_entry_that_is_free_is_used_again()
    {
        using Ledger ledger = Ledger.Create()!;
        for (long connection = 1; connection <= 200_000; connection++)
            ledger.Remove(ledger.Add(connection, 1000 + connection, default)!);
        Assert.NotNull(ledger.Add(1, 1001, default));
    }

    [Fact]
    public void A_full_ledger_takes_no_more()
    {
        using Ledger ledger = Ledger.Create()!;
        for (long connection = 1; connection <= 65536; connection++)
            Assert.NotNull(ledger.Add(connection, 1000 + connection, default));
        Assert.Null(ledger.Add(65537, 66537, default));
    }

    [Fact]
    public void A_descriptor_of_something_else_is_no_ledger()
    {
        string path = Path.GetTempFileName();
        try
        {
            Assert.Null(Ledger.Open(File.OpenHandle(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SafeFileHandle Duplicate(Ledger ledger) =>
        File.OpenHandle($"/proc/self/fd/{ledger.Descriptor.DangerousGetHandle()}", access: FileAccess.ReadWrite);
}

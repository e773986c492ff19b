using System.Text;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Sessions;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Sessions;

/// <summary>What watches are told of changes.</summary>
public sealed class ChangeLogTests : IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly SessionDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_watch_is_answered_with_the_listing_and_then_each_change_is_told_once()
    {
        _desk.Take("s");
        Conversation client = Watching("WATCH\n", "OK 1\n30001 s u\n");

        FakeHolder holder = _desk.Take("t");
        Assert.Equal("+ 30002 t u\n", client.Told());

        _desk.Registry.Leave(holder);
        _desk.Take("Epics Display", "fox");
        Assert.Equal("- 30002 t u\n+ 30003 Epics\\u0020Display fox\n", client.Told());
        Assert.Equal("", client.Told());
    }

    [Fact]
    public void A_new_name_is_a_removal_and_then_an_addition()
    {
        FakeHolder plain = _desk.Take("s");
        _desk.Take("s");
        Conversation client = Watching("WATCH\n", "OK 2\n30001 s u\n30002 s_1 u\n");

        _desk.Registry.Leave(plain);

        Assert.Equal("- 30001 s u\n- 30002 s_1 u\n+ 30002 s u\n", client.Told());
    }

    [Fact]
    public void Only_what_matches_the_filter_is_told()
    {
        FakeHolder plain = _desk.Take("s");
        _desk.Take("other");
        Conversation client = Watching("WATCH -service s\n", "OK 1\n30001 s u\n");

        _desk.Take("s");
        _desk.Take("t");
        Assert.Equal("", client.Told());

        _desk.Registry.Leave(plain);
        Assert.Equal("- 30001 s u\n+ 30003 s u\n", client.Told());
    }

    [Fact]
    public void A_prefix_and_a_user_are_both_asked_for()
    {
        Conversation client = Watching("WATCH -beginswith Ring -user u\n", "OK 0\n");

        _desk.Take("RingMaster", "v");
        _desk.Take("Readout");
        _desk.Take("RingMaster");

        Assert.Equal("+ 30003 RingMaster u\n", client.Told());
    }

    [Fact]
    public void A_watcher_hears_of_its_own_ports_after_their_reply_at_every_split()
    {
        const string Requests = "WATCH\nGIMME s u\nFREE 30001\n";
        for (int split = 0; split <= Requests.Length; split++)
        {
            using var desk = new SessionDesk();
            Conversation client = desk.Connect();
            _ = desk.Changes;

            string replies = client.Say(Requests[..split], Requests[split..]);

            Assert.Equal("OK 0\nOK 30001\nOK 30001\n", replies);
            Assert.Equal("+ 30001 s u\n- 30001 s u\n", client.Told());
        }
    }

    [Fact]
    public void What_changed_in_the_turn_before_the_watch_began_is_in_its_listing_and_told_no_more()
    {
        _desk.EndTurn();
        _desk.Take("s");
        Conversation client = _desk.Connect();
        Assert.Equal("OK 1\n30001 s u\n", client.Say("WATCH\n"));
        _desk.Take("t");

        Assert.Equal("+ 30002 t u\n", client.Told());
    }

    [Fact]
    public void A_change_of_holder_and_the_end_of_grace_are_not_told()
    {
        _desk.Registry.Reserve(new Allocation(30009, "s", "s", "u", default, new OrphanHolder(1, null, () => false), 0));
        Conversation client = Watching("WATCH\n", "OK 0\n");

        _desk.Registry.EndGrace();
        _desk.Take("t");

        Assert.Equal("+ 30001 t u\n", client.Told());
    }

    [Fact]
    public void One_that_does_not_keep_up_gets_a_fresh_listing_and_then_changes_again()
    {
        _desk.Take("s");
        Conversation client = Watching("WATCH\n", "OK 1\n30001 s u\n");
        _desk.Churn(5000);

        Assert.Equal("OK 1\n30001 s u\n", client.Told());
        Assert.Equal("", client.Told());

        _desk.Take("t", "v");
        Assert.Matches("^\\+ \\d+ t v\n$", client.Told());
    }

    [Theory]
    [InlineData(4096, false)]
    [InlineData(4098, true)]
    public void Up_to_4096_changes_are_told_one_by_one(int changes, bool isListing)
    {
        Conversation client = Watching("WATCH\n", "OK 0\n");
        _desk.Churn(changes);

        string told = client.Told(int.MaxValue);

        Assert.Equal(isListing ? 1 : changes, told.Count(c => c == '\n'));
        Assert.Equal(isListing, told == "OK 0\n");
    }

    [Fact]
    public void The_fresh_listing_keeps_to_the_filter()
    {
        _desk.Take("s", "v");
        Conversation client = Watching("WATCH -user u\n", "OK 0\n");
        _desk.Churn(5000);

        Assert.Equal("OK 0\n", client.Told());
    }

    [Fact]
    public void Changes_that_are_skipped_because_nobody_watches_are_told_to_nobody()
    {
        _desk.EndTurn();
        _desk.Take("s");
        _desk.Changes.Skip(_desk.Registry.Changes.Count);
        _desk.Registry.Changes.Clear();
        Conversation client = _desk.Connect();
        Assert.Equal("OK 1\n30001 s u\n", client.Say("WATCH\n"));

        Assert.Equal("", client.Told());
        _desk.Take("t");
        Assert.Equal("+ 30002 t u\n", client.Told());
    }

    [Fact]
    public void A_watch_of_the_process_before_begins_with_a_listing_also_if_nothing_ever_changed()
    {
        var output = new Replies();
        var watch = new Watch(PortFilter.Everything, -1);

        _desk.Changes.Write(watch, output, MaxBytes);

        Assert.Equal("OK 0\n", Encoding.UTF8.GetString(output.Unsent));
        Assert.Equal(_desk.Changes.Last, watch.Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(10_000)]
    public void However_much_happens_what_is_told_at_once_is_bounded(int changes)
    {
        const int LongestLine = 64;
        Conversation client = Watching("WATCH\n", "OK 0\n");
        for (int i = 0; i < 100_000 / changes; i++)
        {
            _desk.Churn(changes);
            Assert.InRange(client.Told(MaxBytes).Length, 1, MaxBytes + LongestLine);
        }
    }

    [Fact]
    public void What_is_told_in_parts_is_the_same_as_what_is_told_at_once()
    {
        Conversation whole = Watching("WATCH -user u\n", "OK 0\n");
        Conversation parts = Watching("WATCH -user u\n", "OK 0\n");
        _desk.Churn(1000);

        string all = whole.Told(int.MaxValue);
        var text = new StringBuilder();
        while (parts.Told(1) is { Length: > 0 } part)
        {
            Assert.Equal(1, part.Count(c => c == '\n'));
            text.Append(part);
        }

        Assert.Equal(all, text.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-user u")]
    [InlineData("-service even")]
    public void Lines_that_could_not_be_sent_are_told_again_and_no_others(string options)
    {
        Conversation client = _desk.Connect();
        _desk.EndTurn();
        client.Say($"WATCH {options}\n");
        Watch watch = client.Session.Watch!;
        for (int i = 0; i < 100; i++)
        {
            _desk.Registry.Leave(_desk.Take(i % 2 == 0 ? "even" : "odd", i % 3 == 0 ? "v" : "u"));
            _desk.EndTurn();
        }

        long start = watch.Position;
        string[] all = Written(watch);
        for (int dropped = 0; dropped <= all.Length; dropped++)
        {
            watch.Position = start;
            Assert.Equal(all, Written(watch));

            _desk.Changes.Rewind(watch, dropped);

            Assert.Equal(all[^dropped..], Written(watch));
        }

        string[] Written(Watch watch)
        {
            var output = new Replies();
            Assert.True(_desk.Changes.Write(watch, output, int.MaxValue));
            return Encoding.UTF8.GetString(output.Unsent).Split('\n')[..^1];
        }
    }

    private Conversation Watching(string request, string reply)
    {
        _desk.EndTurn();
        Conversation client = _desk.Connect();
        Assert.Equal(reply, client.Say(request));
        return client;
    }
}

using PortManager.Server.Connections;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Connections;

/// <summary>What systemd is given of connections, also if it does not read. Every time is a number that the test says.</summary>
public sealed class ConnectionStoreTests : IDisposable
{
    private const int NotStoredId = 40;
    private const int DoesNotReadId = 43;
    private const int ReadsAgainId = 44;
    private const int StoreFullId = 45;
    private const int Second = 1000;

    private readonly StoreDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_connection_is_stored_before_its_client_is_told_that_it_has_a_port()
    {
        Connection connection = _desk.Connect();
        connection.Consumed = 12;
        connection.Replied = 34;

        Assert.False(_desk.Keep(connection, now: 1));

        Assert.Equal(["FDSTORE=1 FDNAME=c0"], _desk.Systemd.Read());
        Assert.Equal(new LedgerPosition(12, 34), connection.Stored?.Position);
        Assert.Equal(connection.Id, connection.Stored?.Connection);
        Assert.Equal(long.MaxValue, _desk.Store.NextDue);
    }

    [Fact]
    public void One_that_is_stored_or_holds_nothing_is_not_stored()
    {
        Connection connection = _desk.Connect();
        _desk.Keep(connection, 1);
        _desk.Systemd.Read();

        Assert.False(_desk.Keep(connection, 2));
        Assert.False(_desk.Keep(_desk.Connect(holds: false), 3));

        Assert.Empty(_desk.Systemd.Read());
    }

    [Fact]
    public void What_it_watches_goes_with_it()
    {
        Connection connection = _desk.Connect();
        connection.Watched = new LedgerWatch(7, new PortManager.Protocol.PortFilter(User: "u"));

        _desk.Keep(connection, 1);

        Assert.Equal(connection.Watched, connection.Stored?.Watch);
    }

    [Fact]
    public void If_systemd_does_not_read_the_reply_waits_until_it_does()
    {
        _desk.Systemd.Fill();
        Connection[] connections = [_desk.Connect(), _desk.Connect()];

        Assert.True(_desk.Keep(connections[0], 10));
        Assert.True(_desk.Keep(connections[1], 20));
        Assert.Equal(10 + Second, _desk.Store.NextDue);
        _desk.Store.Continue(900);
        Assert.Empty(_desk.Stored);
        _desk.Systemd.Read();
        _desk.Store.Continue(901);

        Assert.Equal(connections, _desk.Stored);
        Assert.Equal(["FDSTORE=1 FDNAME=c0", "FDSTORE=1 FDNAME=c1"], _desk.Systemd.Read());
        Assert.Equal(long.MaxValue, _desk.Store.NextDue);
        Assert.Empty(_desk.Log.Ids);
    }

    [Fact]
    public void A_reply_waits_for_a_second_at_most_and_the_connection_is_stored_later()
    {
        _desk.Systemd.Fill();
        Connection first = _desk.Connect();
        Connection second = _desk.Connect();
        _desk.Keep(first, 10);

        _desk.Store.Continue(10 + Second);
        Assert.Equal([first], _desk.Stored);
        Assert.Equal([DoesNotReadId], _desk.Log.Ids);

        // As long as it is stuck nobody waits for it.
        Assert.False(_desk.Keep(second, 1020));
        _desk.Store.Continue(1500);
        Assert.Null(first.Stored);

        _desk.Systemd.Read();
        _desk.Store.Continue(1501);
        Assert.NotNull(first.Stored);
        Assert.NotNull(second.Stored);
        Assert.Equal([DoesNotReadId, ReadsAgainId], _desk.Log.Ids);
        Assert.Equal([first], _desk.Stored);

        Connection third = _desk.Connect();
        Assert.False(_desk.Keep(third, 1600));
        Assert.NotNull(third.Stored);
    }

    [Fact]
    public void A_systemd_that_never_reads_is_asked_ten_times_a_second_and_complained_of_once()
    {
        _desk.Systemd.Fill();
        for (int i = 0; i < 20; i++)
            Assert.True(_desk.Keep(_desk.Connect(), 10 + i));
        int turns = 0;
        long now = 0;
        for (; _desk.Store.NextDue < 100_000; turns++)
        {
            Assert.True(_desk.Store.NextDue > now || turns == 0, "it would have to be called again at once");
            now = _desk.Store.NextDue;
            _desk.Store.Continue(now);
        }

        Assert.InRange(turns, 900, 1100);
        Assert.Equal(20, _desk.Stored.Count);
        Assert.Equal([DoesNotReadId], _desk.Log.Ids);
    }

    [Fact]
    public void One_that_ends_while_it_waits_is_not_stored_and_holds_up_nobody()
    {
        _desk.Systemd.Fill();
        Connection gone = _desk.Connect();
        Connection stays = _desk.Connect();
        _desk.Keep(gone, 1);
        _desk.Keep(stays, 1);

        gone.Remove(gone.Held[0]);
        _desk.Store.Forget(gone, 2);
        _desk.Systemd.Read();
        _desk.Store.Continue(3);

        Assert.Equal([gone, stays], _desk.Stored);
        Assert.Equal(["FDSTORE=1 FDNAME=c0"], _desk.Systemd.Read());
    }

    [Fact]
    public void The_place_in_the_ledger_of_one_that_ends_is_free()
    {
        Connection first = _desk.Connect();
        _desk.Keep(first, 1);
        Assert.Equal(0, first.Stored?.Index);

        _desk.Store.Forget(first, 500);
        Assert.Null(first.Stored);
        Connection second = _desk.Connect();
        _desk.Keep(second, 501);

        Assert.Equal(0, second.Stored?.Index);
    }

    [Fact]
    public void If_the_names_are_full_further_connections_end_with_the_process_which_is_said_once()
    {
        while (_desk.Names.TryAdd("c"))
        {
            // The next one.
        }

        Connection[] connections = [_desk.Connect(), _desk.Connect()];
        Assert.All(connections, c => Assert.False(_desk.Keep(c, 1)));

        Assert.True(_desk.Store.IsFull);
        Assert.Equal([StoreFullId], _desk.Log.Ids);
        Assert.All(connections, c => Assert.Null(c.Stored));
        Assert.Empty(_desk.Systemd.Read());

        _desk.Names.Remove("cccc");
        Assert.False(_desk.Keep(connections[1], 2));
        Assert.Equal(0, connections[1].Stored?.Index);
        Assert.False(_desk.Store.IsFull);
    }

    [Fact]
    public void One_that_systemd_does_not_take_is_answered_and_said_to_end_with_the_process()
    {
        Connection connection = _desk.Connect();
        _desk.Systemd.Close();

        Assert.False(_desk.Keep(connection, 1));

        Assert.Null(connection.Stored);
        Assert.Equal([NotStoredId], _desk.Log.Ids);
    }

    [Fact]
    public void One_that_ends_does_not_give_its_name_back_twice()
    {
        Connection connection = _desk.Connect();
        _desk.Keep(connection, 1);

        _desk.Store.Forget(connection, 200);
        _desk.Store.Forget(connection, 200);

        int room = 0;
        while (_desk.Names.TryAdd("c"))
            room++;
        var fresh = new StoredNames();
        for (int i = 0; i < room; i++)
            Assert.True(fresh.TryAdd("c"));
        Assert.False(fresh.TryAdd("c"));
    }

    [Fact]
    public void If_the_journal_cannot_be_written_nothing_is_stored_and_what_is_stored_is_removed()
    {
        using var desk = new StoreDesk(hasJournal: false);
        Assert.True(desk.Journal.IsFailing);
        Connection stored = desk.Connect();
        stored.Stored = desk.Ledger.Add(stored.Id, 1, default);
        desk.Names.TryAdd("c0");

        Assert.False(desk.Keep(stored, 1000));
        Assert.False(desk.Keep(desk.Connect(), 1000));

        Assert.Equal(["FDSTOREREMOVE=1 FDNAME=c0"], desk.Systemd.Read());
        Assert.Null(stored.Stored);
    }
}

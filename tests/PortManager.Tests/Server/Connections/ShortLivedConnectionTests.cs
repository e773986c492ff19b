using PortManager.Server.Connections;

namespace PortManager.Tests.Server.Connections;

/// <summary>Connections of a user whose connections are short-lived: systemd is given only those that stay.</summary>
public sealed class ShortLivedConnectionTests : IDisposable
{
    private readonly StoreDesk _desk = new();
    private readonly List<string> _messages = [];

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void Further_connections_of_a_user_whose_were_short_lived_are_stored_when_they_are_a_tenth_of_a_second_old()
    {
        for (int i = 0; i < 16; i++)
            ComeAndGo(owner: 7, now: i);

        Connection late = _desk.Connect(owner: 7);
        Assert.False(_desk.Keep(late, 20));
        Assert.Null(late.Stored);
        Assert.Equal(120, _desk.Store.NextDue);
        _desk.Store.Continue(119);
        Assert.Empty(_desk.Systemd.Read());
        _desk.Store.Continue(120);
        Assert.NotNull(late.Stored);
        Assert.Single(_desk.Systemd.Read());

        Connection other = _desk.Connect(owner: 8);
        _desk.Keep(other, 121);
        Assert.NotNull(other.Stored);
    }

    [Fact]
    public void At_the_end_of_the_process_they_are_stored_at_once()
    {
        for (int i = 0; i < 16; i++)
            ComeAndGo(owner: 7, now: i);
        Connection late = _desk.Connect(owner: 7);
        _desk.Keep(late, 20);
        _desk.Systemd.Fill();
        Assert.False(_desk.Store.StoreAll(21));

        _desk.Systemd.Read();

        Assert.True(_desk.Store.StoreAll(22));
        Assert.NotNull(late.Stored);
        Assert.Single(_desk.Systemd.Read());
    }

    [Fact]
    public void One_that_is_gone_before_it_is_stored_costs_systemd_nothing()
    {
        for (int i = 0; i < 16; i++)
            ComeAndGo(owner: 7, now: i);
        Assert.Equal(16, _messages.Count);

        for (int i = 0; i < 100; i++)
            ComeAndGo(owner: 7, now: 20 + i);
        _desk.Store.Continue(1000);

        Assert.Equal(16, _messages.Count);
        Assert.Empty(_desk.Systemd.Read());
        Assert.Equal(long.MaxValue, _desk.Store.NextDue);
    }

    [Fact]
    public void That_is_forgotten_after_ten_seconds()
    {
        for (int i = 0; i < 16; i++)
            ComeAndGo(owner: 7, now: i);

        Connection later = _desk.Connect(owner: 7);
        _desk.Keep(later, 10_000);

        Assert.NotNull(later.Stored);
    }

    [Fact]
    public void Connections_that_lived_longer_do_not_count()
    {
        for (int i = 0; i < 100; i++)
        {
            Connection connection = _desk.Connect(owner: 7);
            _desk.Keep(connection, i);
            Assert.NotNull(connection.Stored);
            _desk.Store.Forget(connection, i + 100);
            _desk.Systemd.Read();
        }
    }

    private void ComeAndGo(long owner, long now)
    {
        Connection connection = _desk.Connect(owner);
        _desk.Keep(connection, now);
        connection.Remove(connection.Held[0]);
        _desk.Store.Forget(connection, now);
        _messages.AddRange(_desk.Systemd.Read());
    }
}

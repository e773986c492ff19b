using PortManager.Lab;
using PortManager.Server.LabView;

namespace PortManager.Tests.Server.LabView;

/// <summary>What is known of the lab, and what is told of it.</summary>
public class LabStateTests
{
    private readonly Clock _time = new();
    private readonly LabState _state;
    private readonly long _start;

    public LabStateTests()
    {
        _state = new LabState(_time);
        _start = _state.LastId;
    }

    [Fact]
    public void A_listing_is_told_as_services_hosts_and_that_the_directory_is_current()
    {
        Listing(["h1"], new LabService("h1", 1, "s", "u"));
        _state.Answered();

        Assert.Equal(["Added h1:1", "Host h1 current", "Directory current"], Told());
        LabPicture picture = _state.Read();
        Assert.Equal((_state.LastId, "current", 1), (picture.LastEventId, picture.Freshness.State, Assert.Single(picture.Hosts).Services));
    }

    [Fact]
    public void Another_listing_is_told_as_what_is_different()
    {
        var stays = new LabService("h1", 1, "s", "u");
        Listing(["h1"], stays, new LabService("h1", 2, "goes", "u"), new LabService("h1", 3, "t", "u"));
        long before = _state.LastId;

        Listing(["h1"], stays with { }, new LabService("h1", 3, "t", "u") { State = "listening" }, new LabService("h1", 4, "comes", "u"));

        Assert.Equal(["Removed h1:2", "Updated h1:3", "Added h1:4"], Told(before));
    }

    [Fact]
    public void A_listing_that_differs_in_too_much_is_read_anew()
    {
        Listing(["h1"], [.. Enumerable.Range(1, 1001).Select(port => new LabService("h1", port, "s", "u"))]);

        Assert.Null(_state.Since(_start, 1));
        Assert.Equal(1001, _state.Read().Services.Count);
    }

    [Fact]
    public void Changes_are_told_one_by_one_and_the_hosts_they_make_or_leave()
    {
        var service = new LabService("h1", 1, "s", "u");
        Changes(new LabChange(LabChangeKind.Added, service));
        Changes(new LabChange(LabChangeKind.Updated, service with { State = "listening" }));
        Changes(new LabChange(LabChangeKind.Removed, service));

        Assert.Equal(["Added h1:1", "Host h1 behind", "Updated h1:1", "Removed h1:1", "Host h1 gone"], Told());
        Assert.Empty(_state.Read().Services);
    }

    [Fact]
    public void A_port_that_another_service_takes_is_told_as_one_that_came()
    {
        Listing(["h1"], new LabService("h1", 1, "s", "u"));
        long before = _state.LastId;

        Listing(["h1"], new LabService("h1", 1, "other", "u"));

        Assert.Equal(["Added h1:1"], Told(before));
        Assert.Equal(1, _state.Read().Hosts[0].Services);
    }

    [Fact]
    public void When_etcd_is_away_it_is_told_once_and_what_is_known_stays_with_its_age()
    {
        Listing(["h1"], new LabService("h1", 1, "s", "u"));
        _state.Answered();
        DateTimeOffset answered = _time.GetUtcNow();
        long before = _state.LastId;
        _time.Advance(TimeSpan.FromSeconds(5));
        _state.Unanswered("nobody listens");
        _time.Advance(TimeSpan.FromSeconds(5));
        _state.Unanswered("it does not answer");

        Assert.Equal(["Directory away"], Told(before));
        Assert.Equal(new LabFreshness("away", answered.AddSeconds(5), answered, "nobody listens"), _state.Read().Freshness);
        Assert.Single(_state.Read().Services);
        _state.Answered();
        Assert.Equal(new LabFreshness("current", answered.AddSeconds(10), answered.AddSeconds(10), null), _state.Read().Freshness);
    }

    [Fact]
    public void What_etcd_tells_of_itself_is_an_answer_too()
    {
        Listing(["h1"]);
        _state.Answered();
        _time.Advance(TimeSpan.FromSeconds(2));
        Changes(new LabChange(LabChangeKind.Added, new LabService("h1", 1, "s", "u")));

        Assert.Equal(_time.GetUtcNow(), _state.Read().Freshness.AsOf);
    }

    [Fact]
    public void The_first_look_waits_until_etcd_has_answered_or_has_not()
    {
        Listing(["h1"]);
        Assert.False(_state.Known.IsCompleted);
        _state.Unanswered("nobody listens");

        Assert.True(_state.Known.IsCompleted);
        Assert.Null(_state.Read().Freshness.AsOf);
    }

    [Fact]
    public void When_nobody_looks_services_are_forgotten_and_the_next_look_reads_anew()
    {
        Listing(["h1"], new LabService("h1", 1, "s", "u"));
        _state.Answered();
        long before = _state.LastId;
        bool isTold = false;
        _state.Forgotten += () => isTold = true;

        _state.Forget();

        Assert.True(isTold);
        Assert.Null(_state.Since(before, 1));
        Assert.False(_state.Known.IsCompleted);
        Assert.Equal(("connecting", null), (_state.Read().Freshness.State, _state.Read().Freshness.AsOf));
        Assert.Empty(_state.Read().Services);
        Listing([]);
        Assert.Equal("gone", Assert.Single(_state.Read().Hosts).Host.State);
    }

    [Fact]
    public void When_a_host_is_gone_for_long_clients_read_anew_without_it()
    {
        Listing(["h1"]);
        Listing([]);
        _state.Answered();
        long before = _state.LastId;
        _time.Advance(LabHosts.GoneFor + TimeSpan.FromSeconds(1));
        _state.Answered();

        Assert.Null(_state.Since(before, 1));
        Assert.Empty(_state.Read().Hosts);
    }

    [Fact]
    public void Who_listens_hears_of_each_change_once_and_of_nothing_when_etcd_only_answers()
    {
        int heard = 0;
        _state.Happened += () => heard++;
        Listing(["h1"]);
        _state.Answered();
        _state.Answered();

        Assert.Equal(2, heard);
    }

    private void Listing(string[] hosts, params LabService[] services) =>
        _state.Take(new LabNews([], []) { Listing = new LabListing([.. hosts.Select(h => new LabHost(h))], services, [], 0, 0, 0) });

    private void Changes(params LabChange[] changes) => _state.Take(new LabNews(changes, []));

    private string[] Told(long? after = null) => [.. _state.Since(after ?? _start, int.MaxValue)!.Select(e => $"{e.Kind} {Text(e)}")];

    private static string Text(LabEvent told) => told switch
    {
        { Service: { } service } => $"{service.Host}:{service.Port}",
        { Host: { } host } => $"{host.Host.Name} {host.State}",
        _ => told.Directory!.State,
    };

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}

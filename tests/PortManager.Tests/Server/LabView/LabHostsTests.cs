using PortManager.Lab;
using PortManager.Server.LabView;

namespace PortManager.Tests.Server.LabView;

/// <summary>Which hosts the lab has, and how they are.</summary>
public class LabHostsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private readonly LabHosts _hosts = new();

    [Fact]
    public void A_listing_has_hosts_that_publish_those_that_do_not_any_more_and_those_whose_name_another_one_wants()
    {
        _hosts.Replace(Listing(["a", "b"], services: ["a", "c"], contested: ["b"]), s_now);

        Assert.Equal("a current, b contested, c behind", States());
    }

    [Fact]
    public void A_host_that_no_listing_has_any_more_is_gone_since_then()
    {
        _hosts.Replace(Listing(["a", "b"]), s_now);

        List<LabHostFigures> changed = _hosts.Replace(Listing(["b"]), s_now.AddMinutes(1));
        _hosts.Replace(Listing(["b"]), s_now.AddMinutes(2));

        Assert.Equal(["a"], changed.Select(h => h.Host.Name));
        Assert.Equal("a gone, b current", States());
        Assert.Equal(s_now.AddMinutes(1), _hosts.All[0].Since);
        Assert.Equal("1.0", _hosts.All[0].Host.Version);
    }

    [Fact]
    public void A_host_goes_step_by_step_and_comes_back()
    {
        string[] steps =
        [
            Take("a", isThere: true, hasServices: false),
            Take("a", isThere: false, hasServices: true),
            StateOf(_hosts.Look("a", hasServices: false, s_now)),
            StateOf(_hosts.Look("a", hasServices: true, s_now)),
            Take("a", isThere: true, hasServices: true),
        ];

        Assert.Equal(["current", "behind", "gone", "behind", "current"], steps);
        Assert.Null(_hosts.All[0].Since);
    }

    [Fact]
    public void Services_that_come_and_go_on_a_host_that_publishes_change_nothing_of_it()
    {
        Take("a", isThere: true, hasServices: false);

        Assert.Null(_hosts.Look("a", hasServices: true, s_now));
        Assert.Null(_hosts.Look("a", hasServices: false, s_now));
    }

    [Fact]
    public void A_rival_that_gives_up_leaves_the_host_as_it_was()
    {
        Take("a", isThere: true, hasServices: false);

        Assert.Equal("contested", Take("a", isThere: true, hasServices: false, isRival: true));
        Assert.Equal("current", Take("a", isThere: false, hasServices: false, isRival: true));
        Assert.Equal("1.0", _hosts.All[0].Host.Version);
    }

    [Fact]
    public void A_rival_of_a_host_that_nobody_knows_makes_no_row()
    {
        Assert.Equal("", Take("a", isThere: true, hasServices: false, isRival: true));
        Assert.Empty(_hosts.All);
    }

    [Theory]
    [InlineData("192.0.2.1", "1.0", false)]
    [InlineData("192.0.2.9", "1.0", true)]
    [InlineData("192.0.2.1", "1.1", true)]
    public void A_host_that_is_put_again_is_news_only_if_it_looks_different(string address, string version, bool isNews)
    {
        Take("a", isThere: true, hasServices: false);

        LabHost again = Host("a") with { Addresses = [address], Version = version };
        LabHostFigures? news = _hosts.Take(new LabHostChange("a", again, IsRival: false), hasServices: false, s_now);

        Assert.Equal(isNews, news is not null);
    }

    [Fact]
    public void A_host_is_shown_for_an_hour_after_it_went()
    {
        _hosts.Replace(Listing(["a"]), s_now);
        _hosts.Replace(Listing([]), s_now);

        Assert.False(_hosts.Forget(s_now + LabHosts.GoneFor));
        Assert.Equal("a gone", States());
        Assert.True(_hosts.Forget(s_now + LabHosts.GoneFor + TimeSpan.FromSeconds(1)));
        Assert.Empty(_hosts.All);
    }

    [Fact]
    public void Of_too_many_that_are_gone_those_that_went_last_are_shown()
    {
        _hosts.Replace(Listing(["first"]), s_now);
        _hosts.Replace(Listing([.. Enumerable.Range(0, LabHosts.MaxGone).Select(i => $"h{i}")]), s_now);
        _hosts.Replace(Listing([]), s_now.AddMinutes(1));

        _hosts.Forget(s_now.AddMinutes(2));

        Assert.Equal(LabHosts.MaxGone, _hosts.All.Count);
        Assert.DoesNotContain("first", _hosts.All.Select(h => h.Host.Name));
    }

    private static LabHost Host(string name) => new(name) { Version = "1.0", Addresses = ["192.0.2.1"], Port = 30000 };

    private static LabListing Listing(string[] hosts, string[]? services = null, string[]? contested = null) => new(
        [.. hosts.Select(Host)], [.. (services ?? []).Select(host => new LabService(host, 30001, "s", "u"))], contested ?? [], 0, 0, 0);

    private static string StateOf(LabHostFigures? figures) => figures?.State ?? "";

    private string Take(string name, bool isThere, bool hasServices, bool isRival = false) =>
        StateOf(_hosts.Take(new LabHostChange(name, isThere ? Host(name) : null, isRival), hasServices, s_now));

    private string States() => string.Join(", ", _hosts.All.Select(h => $"{h.Host.Name} {h.State}"));
}

using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>The page of the lab: what it shows, and how it follows.</summary>
public sealed class LabPageLiveTests(Chromium chromium) : LabPageTests(chromium)
{
    private bool _isAway;

    [Fact]
    public async Task Services_of_all_hosts_are_shown_with_links_to_the_pages_of_their_hosts()
    {
        Connect().Gimme("RingMaster", "fox");
        await EtcdLab.PutHostsAsync(Etcd, hosts: 2, services: 2);
        IPage page = await OpenLabAsync();

        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync(["RingMaster", "svc1", "svc1", "svc2", "svc2"]);
        await Expect(page.Locator("#rows td.on bdi")).ToHaveTextAsync(["this", "h1", "h2", "h1", "h2"]);
        await Expect(Rows(page).Nth(2).Locator("td.on a")).ToHaveAttributeAsync("href", "http://192.0.2.2:30000/");
        await Expect(Rows(page).Nth(2).Locator(".copy")).ToHaveAttributeAsync("aria-label", "Copy h2:30001");
        await Expect(page.Locator("#host-list .name")).ToHaveTextAsync(["h1", "h2", "this"]);
        await Expect(Host(page, "h1").Locator("a")).ToHaveAttributeAsync("href", "http://192.0.2.1:30000/");
        await Expect(page).ToHaveTitleAsync("Lab: 3 hosts, 5 services");
        await Expect(page.Locator("#etcd")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task What_comes_changes_and_goes_is_shown_without_a_reload()
    {
        IPage page = await OpenLabAsync();
        await Expect(page.Locator("#nothing")).ToContainTextAsync("All is quiet");

        await EtcdLab.PutAsync(Etcd, [("h1/host", EtcdLab.Host("192.0.2.1")), ("h1/30001", EtcdLab.Service("Comes", "fox", "reserved"))]);
        await Expect(Row(page, "Comes").Locator("td.state")).ToHaveTextAsync("reserved");
        await Expect(Host(page, "h1").Locator(".services")).ToHaveTextAsync("1 service");
        await EtcdLab.PutAsync(Etcd, [("h1/30001", EtcdLab.Service("Comes", "fox", "listening"))]);
        await Expect(Row(page, "Comes").Locator("td.state")).ToHaveTextAsync("listening");

        await Etcd.ControlAsync("del", "/portmanager/h1/host");
        await Expect(Host(page, "h1").Locator(".chip")).ToHaveTextAsync("behind");
        await Expect(Row(page, "Comes").Locator(".host-state")).ToHaveTextAsync("behind");
        await Expect(page.Locator("#host-list .name").First).ToHaveTextAsync("h1");
        await Etcd.ControlAsync("del", "/portmanager/h1/30001");
        await Expect(Row(page, "Comes")).ToHaveCountAsync(0);
        await Expect(Host(page, "h1").Locator(".chip")).ToHaveTextAsync("gone");
    }

    [Fact]
    public async Task The_page_of_a_host_says_since_when_the_lab_does_not_see_what_is_new_there()
    {
        await Etcd.KillAsync();
        IPage page = await OpenAsync();

        await Expect(page.Locator("#trouble")).ToContainTextAsync("the lab does not see what is new here since");

        await Etcd.RestartAsync();
        await Expect(page.Locator("#trouble")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task When_etcd_is_away_the_page_says_since_when_and_shows_what_was_until_it_is_back()
    {
        Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenLabAsync();
        await Expect(Row(page, "RingMaster")).ToHaveCountAsync(1);

        await Etcd.KillAsync();

        await Expect(page.Locator("#etcd")).ToContainTextAsync("The directory of the lab cannot be read since");
        await Expect(page.Locator("#etcd")).ToContainTextAsync("What you see of the lab is how it was at");
        await Expect(page.Locator("#age")).ToContainTextAsync("as it was");
        await Expect(page.Locator("#state")).ToHaveTextAsync("live");
        await Expect(Row(page, "RingMaster")).ToHaveCountAsync(1);
        await Etcd.RestartAsync();
        await Expect(page.Locator("#etcd")).ToBeEmptyAsync();
        await Expect(page.Locator("#age")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task When_the_daemon_is_away_the_page_says_so_and_goes_on_when_another_one_is_there()
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 1, services: 1);
        IPage page = await OpenLabAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        _isAway = true;
        await Daemon.KillAsync();
        await Expect(page.Locator("#banner")).ToContainTextAsync("What you see is how it was at");

        await using Daemon after = await Daemon.SuccessorAsync(DaemonOptions);
        await EtcdLab.PutAsync(Etcd, [("h1/30002", EtcdLab.Service("New", "fox", "reserved"))]);

        await Expect(page.Locator("#state")).ToHaveTextAsync("live");
        await Expect(Row(page, "New")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Names_that_try_to_be_more_than_text_are_text_and_hidden_characters_are_shown()
    {
        string[] names = ["<img src=x onerror=document.title='hacked'>", "\u202Eexe.gpj", "\u05e9\u05dc\u05d5\u05dd"];
        await EtcdLab.PutAsync(Etcd, names.Select((name, i) => ($"h1/{30001 + i}", EtcdLab.Service(name, name, "reserved"))));
        IPage page = await OpenLabAsync(fragment: "#sort=port");

        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync([names[0], "U+202Eexe.gpj", names[2]]);
        await Expect(page.Locator("#rows td.user bdi")).ToHaveTextAsync([names[0], "U+202Eexe.gpj", names[2]]);
        await Expect(page.Locator("main img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_page_of_the_host_has_a_link_to_it()
    {
        IPage page = await OpenAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All hosts of the lab" }).ClickAsync();

        await Expect(Host(page, "this")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "This host, this" }).ClickAsync();
        await Expect(page.Locator("#pool")).ToBeVisibleAsync();
    }

    private protected override bool IsExpected(string complaint) => _isAway;
}

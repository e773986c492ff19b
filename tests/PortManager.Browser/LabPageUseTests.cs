using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>The page of the lab in the hands of somebody who looks for a service: what that of a host does, it does as well.</summary>
public sealed class LabPageUseTests(Chromium chromium) : LabPageTests(chromium)
{
    private bool _isAway;

    [Fact]
    public async Task The_button_of_a_row_copies_the_host_and_the_port()
    {
        IPage page = await OpenSomeAsync();

        await Row(page, "zebra").Locator(".copy").ClickAsync();

        await Expect(page.Locator("#toast")).ToHaveTextAsync("h1:30001 copied");
    }

    [Fact]
    public async Task Where_nothing_can_be_copied_it_says_what_it_would_have_been()
    {
        IPage page = await OpenSomeAsync();
        await page.EvaluateAsync("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); document.execCommand = () => false; }");

        await Row(page, "zebra").Locator(".copy").ClickAsync();

        await Expect(page.Locator("#toast")).ToHaveTextAsync("The browser lets no page copy. It is h1:30001");
    }

    [Fact]
    public async Task A_filter_that_nothing_matches_says_so_and_can_be_taken_back()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").FillAsync("<i>nobody</i>");
        await Expect(page.Locator("#nothing")).ToContainTextAsync("No service of the lab matches <i>nobody</i>.");
        await Expect(page.Locator("#count")).ToHaveTextAsync("0 of 3");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();

        await Expect(Rows(page)).ToHaveCountAsync(3);
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task How_many_were_found_is_told_to_screen_readers_once_one_stops_typing()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").PressSequentiallyAsync("ring");

        await Expect(page.Locator("#spoken")).ToHaveTextAsync("2 services");
    }

    [Fact]
    public async Task A_service_that_comes_while_one_filters_is_shown_only_if_it_matches()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").FillAsync("ring");
        await Expect(Rows(page)).ToHaveCountAsync(2);

        await EtcdLab.PutAsync(Etcd, [("h2/30003", EtcdLab.Service("hoist", "fox", "reserved")), ("h2/30004", EtcdLab.Service("string", "fox", "reserved"))]);

        await Expect(page.Locator("#count")).ToHaveTextAsync("3 of 5");
        await Expect(Rows(page)).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData("Host", "zebra ring_2 ring_10", "ring_2 ring_10 zebra")]
    [InlineData("Service", "ring_2 ring_10 zebra", "zebra ring_10 ring_2")]
    [InlineData("Port", "zebra ring_10 ring_2", "ring_2 ring_10 zebra")]
    [InlineData("User", "zebra ring_2 ring_10", "ring_2 ring_10 zebra")]
    [InlineData("State", "zebra ring_2 ring_10", "ring_2 ring_10 zebra")]
    [InlineData("Since", "ring_2 ring_10 zebra", "ring_2 ring_10 zebra")]
    public async Task A_heading_sorts_by_its_column_and_again_the_other_way_around(string column, string upwards, string downwards)
    {
        IPage page = await OpenSomeAsync();
        ILocator heading = page.GetByRole(AriaRole.Columnheader, new() { Name = column });
        if (column != "Service")
            await heading.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(heading).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.Locator("th[aria-sort]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync(upwards.Split(' '));

        await heading.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(heading).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync(downwards.Split(' '));
    }

    [Fact]
    public async Task The_first_Tab_offers_to_skip_and_shows_it()
    {
        IPage page = await OpenSomeAsync();
        await page.Keyboard.PressAsync("Tab");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Services", Exact = true })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Hosts", Exact = true })).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_slash_goes_to_the_filter_and_Escape_empties_it()
    {
        IPage page = await OpenSomeAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("a/b");
        await Expect(page.Locator("#filter")).ToHaveValueAsync("a/b");

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("#filter")).ToHaveValueAsync("");
        await Expect(Rows(page)).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task The_row_with_the_focus_keeps_it_while_others_come_and_go()
    {
        IPage page = await OpenSomeAsync();
        await Row(page, "ring_10").Locator(".copy").FocusAsync();

        await EtcdLab.PutAsync(Etcd, [("h2/30003", EtcdLab.Service("a", "fox", "reserved"))]);
        await Expect(Rows(page)).ToHaveCountAsync(4);
        await Expect(Row(page, "ring_10").Locator(".copy")).ToBeFocusedAsync();
        await Etcd.ControlAsync("del", "/portmanager/h2/30003");
        await Expect(Rows(page)).ToHaveCountAsync(3);

        await Expect(Row(page, "ring_10").Locator(".copy")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(320)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Long_names_make_no_page_wider_than_its_window(int width)
    {
        string name = new('w', 255);
        await EtcdLab.PutAsync(Etcd, [($"{new string('h', 200)}/30001", EtcdLab.Service(name, name, "reserved"))]);
        IPage page = await OpenLabAsync(Look.Light with { Width = width });
        await Expect(Rows(page)).ToHaveCountAsync(1);

        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task One_can_have_it_try_at_once()
    {
        IPage page = await OpenLabAsync();
        // It tries by itself no more.
        await page.EvaluateAsync("() => { window.setTimeout = () => 0; }");
        _isAway = true;
        await Daemon.KillAsync();
        ILocator again = page.GetByRole(AriaRole.Button, new() { Name = "Try now" });
        await Expect(again).ToBeVisibleAsync();

        await using Daemon after = await Daemon.SuccessorAsync(DaemonOptions);
        await again.ClickAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync("live");
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_a_quiet_lab_nothing_is_wrong(Look look)
    {
        IPage page = await OpenLabAsync(look, script: Repository.Axe);
        await Expect(page.Locator("#nothing")).ToContainTextAsync("All is quiet");

        await AxeReport.ExpectNothingAsync(page, $"lab-{look}-quiet");
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_a_page_whose_daemon_is_away_nothing_is_wrong(Look look)
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 4, services: 3);
        IPage page = await OpenLabAsync(look, script: Repository.Axe);
        await Expect(Rows(page)).ToHaveCountAsync(12);
        _isAway = true;
        await Daemon.KillAsync();
        await Expect(page.Locator("#banner")).ToContainTextAsync("lost");

        await AxeReport.ExpectNothingAsync(page, $"lab-{look}-lost");
    }

    private protected override bool IsExpected(string complaint) => _isAway;

    private async Task<IPage> OpenSomeAsync()
    {
        await EtcdLab.PutAsync(Etcd,
        [
            ("h1/30001", EtcdLab.Service("zebra", "ant", "listening")),
            ("h2/30010", EtcdLab.Service("ring_2", "fox", "reserved")),
            ("h2/30002", EtcdLab.Service("ring_10", "fox", "reserved")),
        ]);
        IPage page = await OpenLabAsync();
        await Expect(Rows(page)).ToHaveCountAsync(3);
        return page;
    }
}

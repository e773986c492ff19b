using Microsoft.Playwright;
using PortManager.Browser.Support;

namespace PortManager.Browser;

/// <summary>The page of the lab: the filter, the order, the keyboard, and what axe has to say.</summary>
public sealed class LabPageViewTests(Chromium chromium) : LabPageTests(chromium)
{
    [Fact]
    public async Task The_services_of_one_host_are_had_by_its_button_and_the_address_keeps_that()
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 11, services: 2);
        IPage page = await OpenLabAsync();
        await Host(page, "h1").GetByRole(AriaRole.Button, new() { Name = "Show 2 services of h1", Exact = true }).ClickAsync();

        await Expect(page.Locator("#count")).ToHaveTextAsync("2 of 22");
        await Expect(page.Locator("#rows td.on bdi")).ToHaveTextAsync(["h1", "h1"]);
        await page.ReloadAsync();
        await Expect(page.Locator("#filter")).ToHaveValueAsync("host:h1");
        await Expect(page.Locator("#count")).ToHaveTextAsync("2 of 22");
    }

    [Fact]
    public async Task Rows_are_ordered_by_service_or_by_host_and_found_by_any_words()
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 2, services: 2);
        IPage page = await OpenLabAsync();
        await Expect(page.Locator("#rows td.on bdi")).ToHaveTextAsync(["h1", "h2", "h1", "h2"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Host", Exact = true }).ClickAsync();
        await Expect(page.Locator("#rows td.on bdi")).ToHaveTextAsync(["h1", "h1", "h2", "h2"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Host", Exact = true }).ClickAsync();
        await Expect(page.Locator("#rows td.on bdi")).ToHaveTextAsync(["h2", "h2", "h1", "h1"]);
        await Expect(page.Locator("th[data-key=host]")).ToHaveAttributeAsync("aria-sort", "descending");
        // A row that comes takes its place.
        await EtcdLab.PutAsync(Etcd, [("h2/30003", EtcdLab.Service("svc0", "fox", "reserved"))]);
        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync(["svc0", "svc1", "svc2", "svc1", "svc2"]);

        await page.Locator("#filter").FillAsync("SVC2 h1");
        await Expect(page.Locator("#count")).ToHaveTextAsync("1 of 5");
    }

    [Fact]
    public async Task The_keyboard_gets_to_the_filter_into_the_table_and_through_its_rows()
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 1, services: 3);
        IPage page = await OpenLabAsync();
        await Expect(Rows(page)).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();

        await Rows(page).First.Locator(".copy").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Row(page, "svc2").Locator(".copy")).ToBeFocusedAsync();
        await Expect(page.Locator("#rows a[tabindex='0']")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#rows *:focus")).ToHaveCountAsync(0);
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_a_lab_at_work_nothing_is_wrong(Look look)
    {
        Connect().Gimme("RingMaster", "fox");
        await EtcdLab.PutHostsAsync(Etcd, hosts: 4, services: 3);
        await Etcd.ControlAsync("del", "/portmanager/h1/host");
        IPage page = await OpenLabAsync(look, script: Repository.Axe);
        await Expect(Rows(page)).ToHaveCountAsync(13);
        await Expect(Host(page, "h1").Locator(".chip")).ToHaveTextAsync("behind");

        await AxeReport.ExpectNothingAsync(page, $"lab-{look}");
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_a_lab_whose_directory_is_away_nothing_is_wrong(Look look)
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 4, services: 3);
        IPage page = await OpenLabAsync(look, script: Repository.Axe);
        await Expect(Rows(page)).ToHaveCountAsync(12);
        await Etcd.KillAsync();
        await Expect(page.Locator("#etcd")).ToContainTextAsync("cannot be read");

        await AxeReport.ExpectNothingAsync(page, $"lab-{look}-away");
    }

    [Fact]
    public async Task Of_300_hosts_with_100_services_each_only_what_is_near_the_window_is_in_the_document()
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 300, services: 100);
        IPage page = await OpenLabAsync(script: Repository.Axe);
        await Expect(page.Locator("#count")).ToHaveTextAsync("30,000");
        await Expect(page.Locator("#table")).ToHaveAttributeAsync("aria-rowcount", "30001");
        Assert.InRange(await Rows(page).CountAsync(), 20, 150);

        await page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");
        ILocator last = page.Locator("#rows > tr[aria-rowindex='30001']");
        await Expect(last.Locator("td.service")).ToHaveTextAsync("svc100");
        await Expect(last.Locator("td.on bdi")).ToHaveTextAsync("h300");
        await AxeReport.ExpectNothingAsync(page, "lab-30000");

        await page.Locator("#filter").FillAsync("h299 svc77");
        await Expect(page.Locator("#count")).ToHaveTextAsync("1 of 30,000");
        await EtcdLab.PutAsync(Etcd, [("h299/30077", EtcdLab.Service("svc77", "fox", "orphaned"))]);
        await Expect(Rows(page).Locator("td.state")).ToHaveTextAsync("orphaned");
    }
}

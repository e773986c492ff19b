using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>Which rows are shown, and in which order.</summary>
public sealed class FilterAndSortTests(Chromium chromium) : PageTests(chromium)
{
    private TcpListener? _listener;

    public override ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        return base.DisposeAsync();
    }

    [Theory]
    [InlineData("ring", "ring_2 RingMaster ring_10")]
    [InlineData("FOX", "ring_2 ring_10")]
    [InlineData("owl master", "RingMaster")]
    [InlineData("reserved", "ring_2 RingMaster ring_10")]
    [InlineData("  ", "ring_2 RingMaster ring_10 zebra")]
    public async Task The_filter_shows_rows_that_have_each_word_somewhere_as_one_types(string filter, string services)
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").PressSequentiallyAsync(filter);

        Assert.Equal([.. services.Split(' ').Order()], (await ShownAsync(page, services.Split(' ').Length)).Order());
    }

    [Fact]
    public async Task A_filter_that_nothing_matches_says_so_and_can_be_taken_back()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").FillAsync("<i>nobody</i>");
        await Expect(page.Locator("#nothing")).ToContainTextAsync("Nothing that is held here matches <i>nobody</i>.");
        await Expect(page.Locator("#count")).ToHaveTextAsync("0 of 4 held");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();

        await Expect(Rows(page)).ToHaveCountAsync(4);
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task How_many_were_found_is_told_to_screen_readers_once_one_stops_typing()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").PressSequentiallyAsync("ring");
        await Expect(page.Locator("#spoken")).ToHaveTextAsync("3 ports");
    }

    [Fact]
    public async Task A_service_that_comes_while_one_filters_is_shown_only_if_it_matches()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").FillAsync("ring");
        await Expect(Rows(page)).ToHaveCountAsync(3);

        Connect().Gimme("hoist", "fox");
        Connect().Gimme("string", "fox");

        await Expect(page.Locator("#count")).ToHaveTextAsync("4 of 6 held");
        await Expect(Rows(page)).ToHaveCountAsync(4);
    }

    [Theory]
    [InlineData("Service", "ring_2 ring_10 RingMaster zebra", "zebra RingMaster ring_10 ring_2")]
    [InlineData("Port", "zebra RingMaster ring_10 ring_2", "ring_2 ring_10 RingMaster zebra")]
    [InlineData("User", "zebra ring_2 ring_10 RingMaster", "RingMaster ring_2 ring_10 zebra")]
    [InlineData("State", "zebra ring_2 ring_10 RingMaster", "ring_2 ring_10 RingMaster zebra")]
    public async Task A_heading_sorts_by_its_column_and_again_the_other_way_around(string column, string upwards, string downwards)
    {
        IPage page = await OpenSomeAsync();
        ILocator heading = page.GetByRole(AriaRole.Columnheader, new() { Name = column });
        if (column != "Service")
            await heading.GetByRole(AriaRole.Button).ClickAsync();

        await Expect(heading).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(page.Locator("th[aria-sort]")).ToHaveCountAsync(1);
        await ExpectOrderAsync(page, upwards.Split(' '));

        await heading.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(heading).ToHaveAttributeAsync("aria-sort", "descending");
        await ExpectOrderAsync(page, downwards.Split(' '));
    }

    [Fact]
    public async Task Filter_and_order_are_in_the_address_so_they_can_be_kept_and_sent()
    {
        IPage page = await OpenSomeAsync();
        await page.Locator("#filter").FillAsync("ring fox");
        await page.GetByRole(AriaRole.Columnheader, new() { Name = "Port" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);

        IPage other = await OpenAsync(path: new Uri(page.Url).Fragment);

        await Expect(other.Locator("#filter")).ToHaveValueAsync("ring fox");
        await ExpectOrderAsync(other, ["ring_10", "ring_2"]);
    }

    private async Task<IPage> OpenSomeAsync()
    {
        LineClient client = Connect();
        _listener = new TcpListener(IPAddress.Loopback, client.Gimme("zebra", "ant"));
        _listener.Start();
        client.Gimme("RingMaster", "owl");
        client.Gimme("ring_10", "fox");
        client.Gimme("ring_2", "fox");
        IPage page = await OpenAsync();
        await Expect(Rows(page)).ToHaveCountAsync(4);
        return page;
    }

    private static async Task<IReadOnlyList<string>> ShownAsync(IPage page, int count)
    {
        await Expect(Rows(page)).ToHaveCountAsync(count);
        return await page.Locator("#rows td.service").AllTextContentsAsync();
    }

    private static Task ExpectOrderAsync(IPage page, IEnumerable<string> services) =>
        Expect(page.Locator("#rows td.service")).ToHaveTextAsync(services);
}

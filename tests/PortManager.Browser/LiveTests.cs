using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>What the page shows by itself, while one looks.</summary>
public sealed partial class LiveTests(Chromium chromium) : PageTests(chromium)
{
    private protected override int PoolSize => 3;

    [Fact]
    public async Task A_service_that_comes_is_shown_and_is_gone_when_it_goes()
    {
        IPage page = await OpenAsync();
        LineClient client = Connect();

        int port = client.Gimme("RingMaster", "fox");
        await Expect(Row(page, "RingMaster").Locator("td.port")).ToContainTextAsync(Text(port));
        await Expect(Row(page, "RingMaster").Locator("td.state")).ToHaveTextAsync("reserved");
        await Expect(page.Locator("#pool-legend .held dd")).ToHaveTextAsync("1");

        client.Dispose();
        await Expect(Rows(page)).ToHaveCountAsync(0);
        await Expect(page.Locator("#nothing")).ToBeVisibleAsync();
        await Expect(page.Locator("#pool-legend .held dd")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task The_second_instance_takes_the_plain_name_over_on_the_page_too()
    {
        IPage page = await OpenAsync();
        LineClient first = Connect();
        first.Gimme("RingMaster", "fox");
        int second = Connect().Gimme("RingMaster", "fox");
        await Expect(Row(page, "RingMaster_1").Locator("td.port")).ToContainTextAsync(Text(second));

        first.Dispose();

        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(Row(page, "RingMaster").Locator("td.port")).ToContainTextAsync(Text(second));
    }

    [Fact]
    public async Task What_was_taken_freed_refused_and_asked_badly_is_among_the_latest_events()
    {
        LineClient client = Connect();
        int before = client.Gimme("before", "fox");
        IPage page = await OpenAsync();
        ILocator events = page.Locator("#events li");
        await Expect(events.First).ToContainTextAsync($"taken {before} before of fox");

        client.Gimme("second", "fox");
        client.Gimme("third", "fox");
        Assert.StartsWith("FAIL", client.Ask("GIMME fourth fox"), StringComparison.Ordinal);
        await Expect(events.First).ToContainTextAsync("refused fourth of fox: no free ports");
        Assert.StartsWith("FAIL", Connect().Ask("HELLO <b>there</b>"), StringComparison.Ordinal);
        await Expect(events.First).ToContainTextAsync("bad request HELLO <b>there</b>");
        client.Dispose();
        await Expect(events.First).ToContainTextAsync("freed");
        await Expect(events).ToHaveCountAsync(8);
    }

    [Fact]
    public async Task The_pool_shows_what_is_held_free_and_busy_with_strangers()
    {
        using var stranger = new TcpListener(IPAddress.Any, Daemon.Ports.Low);
        stranger.Start();
        Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync();

        await Expect(page.Locator("#pool-ranges")).ToContainTextAsync($"{Daemon.Ports.Low}-{Daemon.Ports.High}");
        await Expect(page.Locator("#pool-legend .held dd")).ToHaveTextAsync("1");
        await Expect(page.Locator("#pool-legend .busy dd")).ToHaveTextAsync("1");
        await Expect(page.Locator("#pool-legend .busy .which")).ToHaveTextAsync($"{Daemon.Ports.Low}");
        await Expect(page.Locator("#pool-legend div.busy")).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex($": {Daemon.Ports.Low}$"));
        await Expect(page.Locator("#pool-legend .free dd")).ToHaveTextAsync("1");
        await Expect(page.Locator("#pool-legend .resting dd")).ToHaveTextAsync("0");
        await Expect(page.Locator("#pool-bar .held")).ToBeVisibleAsync();
        await Expect(page.Locator("#pool-bar .resting")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_plots_follow_and_the_keyboard_reads_them_off()
    {
        IPage page = await OpenAsync();
        ILocator held = page.GetByRole(AriaRole.Slider, new() { Name = "Ports held over the last hour" });
        ILocator requests = page.GetByRole(AriaRole.Slider, new() { Name = "Requests a second over the last hour" });
        await Expect(held).ToHaveAttributeAsync("aria-valuetext", "now: 0");
        await Expect(requests).ToHaveAttributeAsync("aria-valuetext", Now());

        Connect().Gimme("RingMaster", "fox");

        await Expect(held).ToHaveAttributeAsync("aria-valuetext", "now: 1");
        await held.FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(held).ToHaveAttributeAsync("aria-valuetext", TimeOfDay());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^now: [0-9.,]+$")]
    private static partial Regex Now();

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}: [01]$")]
    private static partial Regex TimeOfDay();
}

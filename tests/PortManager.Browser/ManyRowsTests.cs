using System.Globalization;
using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>5,000 allocations: the rows near the window are in the document, and the others are where one scrolls to.</summary>
[Collection(nameof(BusyDaemon))]
public sealed class ManyRowsTests(Chromium chromium, BusyDaemon busy) : PageTests(chromium)
{
    private const int MostInDocument = 150;

    private protected override Daemon Daemon => busy.Daemon;

    [Fact]
    public async Task Only_those_near_the_window_are_in_the_document_and_it_says_of_how_many()
    {
        IPage page = await OpenAsync();

        await Expect(page.Locator("#count")).ToHaveTextAsync("5,000 held");
        await Expect(page.Locator("#table")).ToHaveAttributeAsync("aria-rowcount", "5001");
        await Expect(Row(page, "svc1")).ToHaveAttributeAsync("aria-rowindex", "2");
        Assert.InRange(await Rows(page).CountAsync(), 20, MostInDocument);
    }

    [Fact]
    public async Task Wherever_one_scrolls_the_right_rows_are()
    {
        IPage page = await OpenAsync();
        await Expect(Row(page, "svc1")).ToBeVisibleAsync();

        foreach (double part in new[] { 0.25, 0.5, 0.9, 0.1 })
        {
            await page.EvaluateAsync("part => scrollTo(0, document.documentElement.scrollHeight * part)", part);
            await Eventually.Holds($"the rows at {part} are there", async () => await RowAtWindowMiddle(page) is { } index
                && Math.Abs(index - (part * BusyDaemon.Held)) < BusyDaemon.Held / 20d);
            Assert.InRange(await Rows(page).CountAsync(), 20, MostInDocument);
        }

        await page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(Row(page, "svc5000")).ToBeInViewportAsync();
        await Expect(Row(page, "svc5000")).ToHaveAttributeAsync("aria-rowindex", "5001");
    }

    [Fact]
    public async Task A_row_that_comes_to_show_another_port_keeps_nothing_of_the_one_before()
    {
        IPage page = await OpenAsync();
        ILocator first = Row(page, "svc1");
        await first.Locator("td.service").ClickAsync();
        await Expect(first.Locator("td.service")).ToContainClassAsync("whole");

        await page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight / 2)");
        await Expect(Row(page, "svc2500")).ToBeVisibleAsync();

        string port = busy.Ports[2499].ToString(CultureInfo.InvariantCulture);
        ILocator row = Row(page, "svc2500");
        await Expect(row).ToHaveAttributeAsync("aria-rowindex", "2501");
        await Expect(row).ToHaveAttributeAsync("data-port", port);
        await Expect(row.Locator("td.service bdi")).ToHaveAttributeAsync("title", "svc2500");
        await Expect(row.Locator("td.port span")).ToHaveTextAsync(port);
        await Expect(row.Locator(".copy")).ToHaveAttributeAsync("aria-label", $"Copy {Environment.MachineName}:{port}");
        await Expect(row.Locator("td.user bdi").First).ToHaveTextAsync("u1");
        await Expect(page.Locator("#rows .whole, #rows .fresh, #rows .current")).ToHaveCountAsync(0);
        await Expect(page.Locator("#rows [tabindex='0']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_keyboard_gets_to_the_last_row_and_back_and_a_row_keeps_the_focus_when_one_scrolls_away()
    {
        IPage page = await OpenAsync();
        await Row(page, "svc1").Locator(".copy").FocusAsync();

        await page.Keyboard.PressAsync("End");
        await Expect(Focused(page)).ToHaveAttributeAsync("aria-label", $"Copy {Environment.MachineName}:{busy.Ports[^1]}");
        await Expect(Row(page, "svc5000")).ToBeInViewportAsync();

        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await Expect(Row(page, "svc1")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Row(page, "svc4999")).ToBeInViewportAsync();
        await Expect(Row(page, "svc4999").Locator(".copy")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_filter_finds_what_is_not_in_the_document()
    {
        IPage page = await OpenAsync();
        await page.Locator("#filter").FillAsync("svc4711");

        await Expect(page.Locator("#count")).ToHaveTextAsync("1 of 5,000 held");
        await Expect(Row(page, "svc4711").Locator("td.port")).ToContainTextAsync(busy.Ports[4710].ToString(CultureInfo.InvariantCulture));
    }

    private protected override Task StartAsync() => Task.CompletedTask;

    private protected override ValueTask EndAsync() => ValueTask.CompletedTask;

    private static ILocator Focused(IPage page) => page.Locator("*:focus");

    [Fact]
    public async Task Nothing_is_wrong_for_screen_readers()
    {
        IPage page = await OpenAsync(script: Repository.Axe);
        await Expect(Row(page, "svc1")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => scrollTo(0, 50_000)");
        await Expect(Row(page, "svc1")).ToHaveCountAsync(0);

        await AxeReport.ExpectNothingAsync(page, "light-5000");
    }

    // The index of the row in the middle of the window, from 1 on; null where there is none.
    private static Task<int?> RowAtWindowMiddle(IPage page) => page.EvaluateAsync<int?>("""
        () => {
          const row = document.elementFromPoint(300, innerHeight / 2)?.closest('tr[aria-rowindex]');
          return row ? Number(row.getAttribute('aria-rowindex')) - 1 : null;
        }
        """);
}

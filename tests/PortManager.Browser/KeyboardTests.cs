using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>The page without a pointer.</summary>
public sealed class KeyboardTests(Chromium chromium) : PageTests(chromium)
{
    [Fact]
    public async Task The_first_Tab_offers_to_skip_and_shows_it()
    {
        IPage page = await OpenAsync();
        await page.Keyboard.PressAsync("Tab");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Ports", Exact = true })).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Latest events" })).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_slash_goes_to_the_filter_and_Escape_empties_it()
    {
        Take(3);
        IPage page = await OpenAsync();
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("a/b");
        await Expect(page.Locator("#filter")).ToHaveValueAsync("a/b");

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator("#filter")).ToHaveValueAsync("");
        await Expect(Rows(page)).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task One_Tab_gets_into_the_table_arrows_move_in_it_and_the_next_Tab_gets_out()
    {
        Take(5);
        IPage page = await OpenAsync();
        await Expect(Rows(page)).ToHaveCountAsync(5);
        await page.GetByRole(AriaRole.Button, new() { Name = "Process" }).FocusAsync();

        await page.Keyboard.PressAsync("Tab");
        await ExpectFocusAsync(page, "svc1");
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusAsync(page, "svc2");
        await page.Keyboard.PressAsync("End");
        await ExpectFocusAsync(page, "svc5");
        await page.Keyboard.PressAsync("ArrowDown");
        await ExpectFocusAsync(page, "svc5");
        await page.Keyboard.PressAsync("Home");
        await ExpectFocusAsync(page, "svc1");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Slider, new() { Name = "Ports held over the last hour" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await ExpectFocusAsync(page, "svc1");
    }

    [Fact]
    public async Task The_row_with_the_focus_keeps_it_while_others_come_and_go_and_the_order_changes()
    {
        Take(3);
        IPage page = await OpenAsync();
        await Row(page, "svc2").Locator(".copy").FocusAsync();

        using (LineClient client = LineClient.Connect(Daemon.Port))
        {
            client.Gimme("a", "fox");
            await Expect(Rows(page)).ToHaveCountAsync(4);
            await ExpectFocusAsync(page, "svc2");
        }

        await Expect(Rows(page)).ToHaveCountAsync(3);
        await ExpectFocusAsync(page, "svc2");
    }

    [Fact]
    public async Task The_keyboard_sorts_and_copies()
    {
        Take(2);
        IPage page = await OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Service" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#rows td.service").First).ToHaveTextAsync("svc2");

        await Row(page, "svc1").Locator(".copy").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#toast")).ToContainTextAsync("copied");
    }

    [Fact]
    public async Task The_row_under_the_keyboard_shows_the_exact_time_and_the_whole_of_a_long_name()
    {
        string name = new('w', 255);
        Connect().Gimme(name, "fox");
        IPage page = await OpenAsync();
        ILocator cell = Row(page, name).Locator("td.service");
        Assert.True(await cell.EvaluateAsync<bool>("cell => cell.scrollWidth > cell.clientWidth"), "the name is not cut");

        await page.GetByRole(AriaRole.Button, new() { Name = "Process" }).FocusAsync();
        await page.Keyboard.PressAsync("Tab");

        await Expect(Row(page, name).Locator(".exact")).ToBeVisibleAsync();
        Assert.False(await cell.EvaluateAsync<bool>("cell => cell.scrollWidth > cell.clientWidth"), "the name is cut");
    }

    private static Task ExpectFocusAsync(IPage page, string service) =>
        Expect(Row(page, service).Locator(".copy")).ToBeFocusedAsync();
}

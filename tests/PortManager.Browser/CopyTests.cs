using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>The button that copies host:port.</summary>
public sealed class CopyTests(Chromium chromium) : PageTests(chromium)
{
    private protected override string[] DaemonOptions => ["--http-host", Chromium.LabName];

    [Fact]
    public async Task It_copies_the_name_of_the_host_where_the_page_is_on_a_loopback_address()
    {
        int port = Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync();
        Assert.True(await page.EvaluateAsync<bool>("isSecureContext"));

        await Row(page, "RingMaster").Locator(".copy").ClickAsync();

        await Expect(page.Locator("#toast")).ToHaveTextAsync($"{Environment.MachineName}:{port} copied");
        await PastesAsync(page, Row(page, "RingMaster").Locator(".copy"), $"{Environment.MachineName}:{port}");
    }

    [Fact]
    public async Task It_copies_the_name_in_the_address_also_where_the_browser_gives_the_page_no_clipboard()
    {
        int port = Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync(host: Chromium.LabName);
        Assert.True(await page.EvaluateAsync<bool>("navigator.clipboard === undefined"));

        ILocator button = Row(page, "RingMaster").Locator(".copy");
        await button.ClickAsync();

        await Expect(page.Locator("#toast")).ToHaveTextAsync($"{Chromium.LabName}:{port} copied");
        await Expect(button).ToBeFocusedAsync();
        await PastesAsync(page, button, $"{Chromium.LabName}:{port}");
    }

    [Fact]
    public async Task Where_nothing_can_be_copied_it_says_what_it_would_have_been()
    {
        int port = Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync(host: Chromium.LabName);
        await page.EvaluateAsync("() => { document.execCommand = () => false; }");

        await Row(page, "RingMaster").Locator(".copy").ClickAsync();

        await Expect(page.Locator("#toast")).ToHaveTextAsync($"The browser lets no page copy. It is {Chromium.LabName}:{port}");
    }

    // The browser has one clipboard for all tests: another may copy between this one's click and its look.
    private static Task PastesAsync(IPage page, ILocator button, string expected) =>
        Eventually.Holds($"{expected} is pasted", async () =>
        {
            await button.ClickAsync();
            await page.Locator("#filter").FillAsync("");
            await page.Locator("#filter").FocusAsync();
            await page.Keyboard.PressAsync("Control+V");
            bool isPasted = await page.Locator("#filter").InputValueAsync() == expected;
            await page.Locator("#filter").FillAsync("");
            return isPasted;
        });
}

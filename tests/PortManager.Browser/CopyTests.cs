using Microsoft.Playwright;
using PortManager.Browser.Support;

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
        Assert.Equal($"{Environment.MachineName}:{port}", await PasteAsync(page));
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
        Assert.Equal($"{Chromium.LabName}:{port}", await PasteAsync(page));
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

    private static async Task<string> PasteAsync(IPage page)
    {
        await page.Locator("#filter").FocusAsync();
        await page.Keyboard.PressAsync("Control+V");
        await Expect(page.Locator("#filter")).Not.ToHaveValueAsync("");
        return await page.Locator("#filter").InputValueAsync();
    }
}

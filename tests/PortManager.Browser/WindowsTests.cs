using Microsoft.Playwright;
using PortManager.Browser.Support;

namespace PortManager.Browser;

/// <summary>Several windows of one browser, which opens no more than six connections to a host.</summary>
public sealed class WindowsTests(Chromium chromium) : PageTests(chromium)
{
    private const int Windows = 7;

    [Fact]
    public async Task Seven_windows_of_one_browser_are_all_live()
    {
        List<IPage> pages = await OpenWindowsAsync(await OpenAsync(), Windows);

        Connect().Gimme("RingMaster", "fox");

        foreach (IPage page in pages)
            await Expect(Row(page, "RingMaster")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_others_stay_live_when_windows_are_closed()
    {
        List<IPage> pages = await OpenWindowsAsync(await OpenAsync(), Windows);
        foreach (IPage page in pages[..^1])
            await page.CloseAsync();

        Connect().Gimme("RingMaster", "fox");

        await Expect(Row(pages[^1], "RingMaster")).ToBeVisibleAsync();
        await Expect(pages[^1].Locator("#state")).ToHaveTextAsync("live");
    }
}

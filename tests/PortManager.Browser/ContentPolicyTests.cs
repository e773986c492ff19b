using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>What a browser lets the page do.</summary>
public sealed class ContentPolicyTests(Chromium chromium) : PageTests(chromium)
{
    private readonly List<string> _refused = [];

    [Fact]
    public async Task The_page_loads_with_nothing_from_elsewhere_and_without_a_complaint()
    {
        Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pool" })).ToBeVisibleAsync();
        Assert.Empty(_refused);
    }

    [Fact]
    public async Task A_script_within_the_page_is_not_run()
    {
        IPage page = await OpenAsync();
        await page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'document.body.dataset.ran = "yes"';
              document.body.append(script);
            }
            """);

        await Eventually.Holds("the browser refuses", () => _refused.Count > 0);
        Assert.Null(await page.Locator("body").GetAttributeAsync("data-ran"));
        Assert.Contains("script-src", _refused[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_makes_the_browser_send_GIMME_gets_no_port()
    {
        IPage page = await OpenAsync();
        using LineClient watcher = Connect();
        Assert.Empty(watcher.Listing("WATCH"));

        // More at once than there are connections: some begin with it.
        await page.EvaluateAsync("() => Promise.allSettled([...Array(12)].map(() => fetch('/', { method: 'GIMME' })))");

        await Eventually.Holds("the daemon has seen it", () => File.ReadAllText(Daemon.Log).Contains("GIMME / HTTP/1.1: a request of HTTP", StringComparison.Ordinal));
        watcher.Gimme("mine", "fox");
        Assert.EndsWith(" mine fox", watcher.ReadLine(), StringComparison.Ordinal);
    }

    private protected override bool IsExpected(string complaint)
    {
        _refused.Add(complaint);
        return true;
    }
}

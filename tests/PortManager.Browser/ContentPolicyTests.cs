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

    private protected override bool IsExpected(string complaint)
    {
        _refused.Add(complaint);
        return true;
    }
}

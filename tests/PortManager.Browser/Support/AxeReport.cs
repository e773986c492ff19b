using Microsoft.Playwright;

namespace PortManager.Browser.Support;

/// <summary>What the accessibility checker axe says of a page.</summary>
internal static class AxeReport
{
    // Each breach of a rule as a line: which rule, how grave, where.
    private const string Run = """
        async () => (await axe.run(document)).violations.flatMap((rule) =>
          rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.target.join(' ')} ${node.failureSummary}`))
        """;

    /// <summary>Keeps a picture of a page, and expects that nothing is wrong with it. It has to have been opened with the checker.</summary>
    public static async Task ExpectNothingAsync(IPage page, string name)
    {
        string file = Path.Combine(Repository.Artifacts, name + ".png");
        await page.ScreenshotAsync(new() { Path = file, Animations = ScreenshotAnimations.Disabled });
        Assert.Empty(await page.EvaluateAsync<string[]>(Run));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), "wider than the window");
    }
}

using System.Text.Json;
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

    /// <summary>What is wrong with a page. It has to have been opened with the checker.</summary>
    public static async Task<string[]> OfAsync(IPage page)
    {
        JsonElement? found = await page.EvaluateAsync(Run);
        return [.. found!.Value.EnumerateArray().Select(line => line.GetString()!)];
    }
}

using System.Globalization;
using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>
/// What one does with 5,000 rows gives what it should; and what that costs, beside the same with 50 rows, is in out/screenshots/long-tasks.txt.
/// Nothing is asserted of time: docs/performance.md has what a quiet machine gave.
/// </summary>
[Collection(nameof(BusyDaemon))]
public sealed class CostTests(Chromium chromium, BusyDaemon busy) : PageTests(chromium)
{
    private const int Few = 50;

    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "scripts", "long_tasks.js");

    private Daemon _quiet = null!;
    private bool _isQuiet;

    private protected override Daemon Daemon => _isQuiet ? _quiet : busy.Daemon;

    [Fact]
    public async Task Five_thousand_rows_are_sorted_filtered_and_scrolled_through_as_fifty_are()
    {
        Dictionary<string, double[]> many = await UseAsync(BusyDaemon.Held);
        _isQuiet = true;
        Take(Few);
        Dictionary<string, double[]> few = await UseAsync(Few);

        IEnumerable<string> lines = many.Select(of => string.Create(
            CultureInfo.InvariantCulture,
            $"{of.Key,-10} {BusyDaemon.Held} rows: {Described(of.Value)}    {Few} rows: {Described(few[of.Key])}"));
        await File.WriteAllLinesAsync(Path.Combine(Repository.Artifacts, "long-tasks.txt"), lines, TestContext.Current.CancellationToken);
    }

    private protected override async Task StartAsync() => _quiet = await Daemon.StartAsync();

    private protected override ValueTask EndAsync() => _quiet.DisposeAsync();

    private static string Described(double[] longTasks) => longTasks.Length == 0
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{longTasks.Length} of at most {longTasks.Max():0} ms");

    // The long tasks of each thing that one does.
    private async Task<Dictionary<string, double[]>> UseAsync(int rows)
    {
        IPage page = await OpenAsync(script: s_script);
        Dictionary<string, double[]> tasks = [];
        await Expect(Row(page, "svc1")).ToBeVisibleAsync();
        tasks["load"] = await TakeAsync(page);

        ILocator service = page.GetByRole(AriaRole.Columnheader, new() { Name = "Service" });
        await service.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("#rows td.service").First).ToHaveTextAsync($"svc{rows}");
        tasks["sort"] = await TakeAsync(page);

        await page.Locator("#filter").PressSequentiallyAsync("svc49");
        await Expect(page.Locator("#rows td.service").Last).ToHaveTextAsync("svc49");
        tasks["filter"] = await TakeAsync(page);

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#rows td.service").First).ToHaveTextAsync($"svc{rows}");
        tasks["unfilter"] = await TakeAsync(page);

        await ScrollAsync(page);
        await Expect(Row(page, "svc1")).ToBeInViewportAsync();
        tasks["scroll"] = await TakeAsync(page);
        return tasks;
    }

    // Down to the end, in a hundred steps of one frame each.
    private static async Task ScrollAsync(IPage page) => await page.EvaluateAsync("""
        async () => {
          for (let step = 1; step <= 100; step++) {
            scrollTo(0, document.documentElement.scrollHeight * step / 100);
            await new Promise(requestAnimationFrame);
          }
        }
        """);

    // Two frames later all that has happened is reported.
    private static Task<double[]> TakeAsync(IPage page) => page.EvaluateAsync<double[]>("""
        async () => {
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return window.longTasks.splice(0);
        }
        """);
}

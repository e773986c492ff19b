using System.Globalization;
using Microsoft.Playwright;
using PortManager.Browser.Support;

namespace PortManager.Browser;

/// <summary>
/// What one does with 300 hosts of 100 services gives what it should; and what that costs is in out/screenshots/lab-long-tasks.txt. Nothing is asserted of time.
/// </summary>
public sealed class LabPageCostTests(Chromium chromium) : LabPageTests(chromium)
{
    private static readonly string s_script = Path.Combine(AppContext.BaseDirectory, "scripts", "long_tasks.js");

    private readonly List<string> _lines = [];

    [Fact]
    public async Task Thirty_thousand_rows_are_sorted_filtered_and_followed()
    {
        await EtcdLab.PutHostsAsync(Etcd, hosts: 300, services: 100);
        IPage page = await OpenLabAsync(script: s_script);
        await Expect(page.Locator("#count")).ToHaveTextAsync("30,000");
        await NoteAsync(page, "load");

        ILocator host = page.GetByRole(AriaRole.Button, new() { Name = "Host", Exact = true });
        await host.ClickAsync();
        await Expect(page.Locator("#rows td.service").Nth(1)).ToHaveTextAsync("svc2");
        await NoteAsync(page, "sort");

        for (int i = 1; i <= 100; i++)
            await EtcdLab.PutAsync(Etcd, [($"h{i}/30999", EtcdLab.Service("comes", "fox", "reserved"))]);
        await Expect(page.Locator("#count")).ToHaveTextAsync("30,100");
        await NoteAsync(page, "100 come");

        await page.Locator("#filter").PressSequentiallyAsync("comes");
        await Expect(page.Locator("#count")).ToHaveTextAsync("100 of 30,100");
        await NoteAsync(page, "filter");
        await File.WriteAllLinesAsync(Path.Combine(Repository.Artifacts, "lab-long-tasks.txt"), _lines, TestContext.Current.CancellationToken);
    }

    // What kept the page from answering since the note before. Two frames later all that has happened is reported.
    private async Task NoteAsync(IPage page, string what)
    {
        double[] tasks = await page.EvaluateAsync<double[]>("""
            async () => {
              await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
              await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
              return window.longTasks.splice(0);
            }
            """);
        string described = tasks.Length == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{tasks.Length} of at most {tasks.Max():0} ms");
        _lines.Add($"{what,-10} {described}");
    }
}

using Microsoft.Playwright;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser.Support;

/// <summary>
/// Tests of the page of a daemon. After each one the browser must not have complained, of a breach of the content policy for example,
/// and nothing must have been loaded from elsewhere.
/// </summary>
public abstract class PageTests(Chromium chromium) : IAsyncLifetime
{
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<LineClient> _clients = [];
    private readonly List<string> _complaints = [];
    private Daemon? _daemon;

    /// <summary>The options of the daemon besides those that all tests give.</summary>
    private protected virtual string[] DaemonOptions => [];

    private protected virtual int PoolSize => 100;

    private protected virtual Daemon Daemon => _daemon!;

    public async ValueTask InitializeAsync() => await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        foreach (IBrowserContext context in _contexts)
            await context.CloseAsync();
        _clients.ForEach(c => c.Dispose());
        await EndAsync();
        GC.SuppressFinalize(this);
        Assert.Empty(_complaints);
    }

    private protected virtual async Task StartAsync() => _daemon = await Daemon.StartAsync(PoolSize, DaemonOptions);

    private protected virtual ValueTask EndAsync() => _daemon!.DisposeAsync();

    /// <summary>Opens the daemon's page, and waits until it is live.</summary>
    /// <param name="look">How; light and wide unless told.</param>
    /// <param name="path">What follows the address of the page.</param>
    /// <param name="host">The name of the host in the address.</param>
    /// <param name="script">A file with a script that runs before those of the page.</param>
    private protected async Task<IPage> OpenAsync(Look? look = null, string path = "", string host = "127.0.0.1", string? script = null)
    {
        look ??= Look.Light;
        IBrowserContext context = await chromium.Browser.NewContextAsync(new()
        {
            ColorScheme = look.Scheme,
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            TimezoneId = "Europe/Berlin",
        });
        _contexts.Add(context);
        if (script is not null)
            await context.AddInitScriptAsync(scriptPath: script);
        IPage page = await context.NewPageAsync();
        string origin = $"http://{host}:{Daemon.Port}/";
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) => Note(message);
        page.Request += (_, request) => NoteForeign(request, origin);
        await page.GotoAsync(origin + path);
        await Expect(page.Locator("#state")).ToHaveTextAsync("live");
        return page;
    }

    /// <summary>Opens further windows of the page in the same browser, each when the one before is live.</summary>
    /// <returns>All windows, the first one first.</returns>
    private protected static async Task<List<IPage>> OpenWindowsAsync(IPage first, int windows)
    {
        var pages = new List<IPage> { first };
        while (pages.Count < windows)
        {
            IPage page = await first.Context.NewPageAsync();
            await page.GotoAsync(first.Url);
            await Expect(page.Locator("#state")).ToHaveTextAsync("live");
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>A client of the daemon, which is there until the end of the test unless the test ends it.</summary>
    private protected LineClient Connect()
    {
        LineClient client = LineClient.Connect(Daemon.Port);
        _clients.Add(client);
        return client;
    }

    /// <summary>Takes ports for services that are called svc1, svc2 and so on.</summary>
    private protected int[] Take(int count) => Services.Take(count, Connect);

    /// <summary>The rows of the table that are in the document.</summary>
    private protected static ILocator Rows(IPage page) => page.Locator("#rows > tr:not(.gap)");

    /// <summary>The row of a service.</summary>
    private protected static ILocator Row(IPage page, string service) =>
        Rows(page).Filter(new() { Has = page.Locator("td.service").GetByText(service, new() { Exact = true }) });

    /// <summary>A daemon that is away cannot be reached: the browser says so, and may.</summary>
    private protected virtual bool IsExpected(string complaint) => false;

    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning" && !IsExpected(message.Text))
            _complaints.Add(message.Text);
    }

    private void NoteForeign(IRequest request, string origin)
    {
        if (!request.Url.StartsWith(origin, StringComparison.Ordinal))
            _complaints.Add($"something was loaded from elsewhere: {request.Url}");
    }
}

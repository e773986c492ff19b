using Microsoft.Playwright;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser.Support;

/// <summary>Tests of the page of a lab: the daemon is its host <c>this</c>.</summary>
public abstract class LabPageTests(Chromium chromium) : PageTests(chromium)
{
    private Etcd? _etcd;

    private protected Etcd Etcd => _etcd!;

    private protected override string[] DaemonOptions => ["--directory", Etcd.Url, "--host-name", "this"];

    private protected override async Task StartAsync()
    {
        _etcd = await Etcd.StartAsync();
        await base.StartAsync();
    }

    private protected override async ValueTask EndAsync()
    {
        await base.EndAsync();
        await Etcd.DisposeAsync();
    }

    /// <summary>Opens the page of the lab, and waits until it is live.</summary>
    /// <param name="look">How; light and wide unless told.</param>
    /// <param name="fragment">What the address says of the view.</param>
    /// <param name="script">A file with a script that runs before those of the page.</param>
    private protected Task<IPage> OpenLabAsync(Look? look = null, string fragment = "", string? script = null) => OpenAsync(look, $"lab{fragment}", script: script);

    /// <summary>A host in the list of hosts.</summary>
    private protected static ILocator Host(IPage page, string name) =>
        page.Locator("#host-list > li").Filter(new() { Has = page.Locator(".name").GetByText(name, new() { Exact = true }) });
}

using Microsoft.Playwright;
using PortManager.Browser.Support;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace PortManager.Browser.Support;

/// <summary>The system's Chromium, started once for all tests. Each page has a profile of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>A name of this host under which a browser trusts a page less than under that of a loopback address.</summary>
    public const string LabName = "daq.lab";

    private const string Path = "/usr/bin/chromium";
    private const float Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Path), $"{Path} is missing: tests/prepare installs what the tests need");
        SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Path,
            Timeout = Patience,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--host-resolver-rules=MAP {LabName} 127.0.0.1",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

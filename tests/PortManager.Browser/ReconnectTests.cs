using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>The page while the daemon is away, and when it is back.</summary>
public sealed class ReconnectTests(Chromium chromium) : PageTests(chromium)
{
    [Fact]
    public async Task It_says_that_the_connection_is_lost_and_when_the_daemon_is_back_it_shows_what_is_then()
    {
        using LineClient client = LineClient.Connect(Daemon.Port);
        int port = client.Gimme("stays", "fox");
        client.Gimme("goes", "fox");
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        IPage page = await OpenAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);

        await Daemon.KillAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync("connection lost");
        await Expect(page.Locator("#banner")).ToContainTextAsync("What you see is how it was at");
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^Lost: "));
        await Expect(Rows(page)).ToHaveCountAsync(2);

        await using Daemon after = await Daemon.SuccessorAsync("--grace", "0");
        using LineClient other = LineClient.Connect(after.Port);
        other.Gimme("new", "fox");

        await Expect(page.Locator("#state")).ToHaveTextAsync("live");
        await Expect(page.Locator("#banner")).ToContainTextAsync("Connected again");
        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync(["new", "stays"]);
        await Expect(Row(page, "stays").Locator("td.state")).ToHaveTextAsync("orphaned");
        await Expect(page.Locator("#events li").First).ToContainTextAsync("taken");
        await Expect(page.Locator("#banner")).ToBeEmptyAsync();

        other.Gimme("newer", "fox");
        await Expect(Row(page, "newer")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task One_can_have_it_try_at_once()
    {
        IPage page = await OpenAsync();
        // It tries by itself no more.
        await page.EvaluateAsync("() => { window.setTimeout = () => 0; }");
        await Daemon.KillAsync();
        ILocator again = page.GetByRole(AriaRole.Button, new() { Name = "Try now" });
        await Expect(again).ToBeVisibleAsync();

        await using Daemon after = await Daemon.SuccessorAsync();
        await again.ClickAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync("live");
    }

    private protected override bool IsExpected(string complaint) =>
        complaint.StartsWith("Failed to load resource: net::ERR_", StringComparison.Ordinal);
}

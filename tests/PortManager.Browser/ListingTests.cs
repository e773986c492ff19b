using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using PortManager.Browser.Support;

namespace PortManager.Browser;

/// <summary>What the page shows of none, one and 900 allocations.</summary>
public sealed class ListingTests(Chromium chromium) : PageTests(chromium)
{
    private protected override int PoolSize => 950;

    [Fact]
    public async Task Where_nothing_is_held_it_says_how_a_service_gets_here()
    {
        IPage page = await OpenAsync();

        await Expect(page.Locator("#nothing")).ToContainTextAsync("no service holds a port");
        await Expect(page.Locator("#nothing")).ToContainTextAsync($"portmanager get hello --port {Daemon.Port}");
        await Expect(page.Locator("#count")).ToHaveTextAsync("0 held");
        await Expect(page.Locator("#table")).ToBeHiddenAsync();
        await Expect(page.Locator("#pool-legend .free dd")).ToHaveTextAsync("950");
    }

    [Fact]
    public async Task One_allocation_is_shown_with_all_that_is_known_of_it()
    {
        int port = Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync();
        ILocator row = Row(page, "RingMaster");

        await Expect(row.Locator("td.port")).ToContainTextAsync(port.ToString(CultureInfo.InvariantCulture));
        await Expect(row.Locator("td.user bdi").First).ToHaveTextAsync("fox");
        await Expect(row.Locator(".verified")).ToHaveTextAsync($"really {Environment.UserName}");
        await Expect(row.Locator("td.state")).ToHaveTextAsync("reserved");
        await Expect(row.Locator("td.since .relative")).ToHaveTextAsync("just now");
        string command = File.ReadAllText("/proc/self/comm").TrimEnd('\n');
        await Expect(row.Locator("td.process bdi")).ToHaveTextAsync(command);
        await Expect(row.Locator("td.process .pid")).ToHaveTextAsync(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^.+: 1 port held$"));
    }

    [Fact]
    public async Task A_user_who_is_who_he_says_is_shown_once()
    {
        Connect().Gimme("RingMaster", Environment.UserName);
        IPage page = await OpenAsync();

        await Expect(Row(page, "RingMaster").Locator("td.user")).ToHaveTextAsync(Environment.UserName);
    }

    [Fact]
    public async Task A_port_on_which_somebody_begins_to_listen_becomes_a_listening_one()
    {
        int port = Connect().Gimme("RingMaster", "fox");
        IPage page = await OpenAsync();
        await Expect(Row(page, "RingMaster").Locator("td.state")).ToHaveTextAsync("reserved");

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();

        await Expect(Row(page, "RingMaster").Locator("td.state")).ToHaveTextAsync("listening");
    }

    [Fact]
    public async Task Nine_hundred_are_all_in_the_document_so_the_browser_can_find_them()
    {
        int[] taken = Take(900);
        IPage page = await OpenAsync();

        await Expect(page.Locator("#count")).ToHaveTextAsync("900 held");
        await Expect(Rows(page)).ToHaveCountAsync(900);
        IReadOnlyList<string> ports = await page.Locator("#rows td.port").AllTextContentsAsync();
        Assert.Equal(taken.Select(port => port.ToString(CultureInfo.InvariantCulture)), ports);
        await Expect(page.Locator("#pool-legend .held dd")).ToHaveTextAsync("900");
    }
}

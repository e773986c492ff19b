using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>Several windows of one browser with the page of the lab: it opens no more than six connections to a host.</summary>
public sealed class LabWindowsTests(Chromium chromium) : LabPageTests(chromium)
{
    private const int Windows = 7;

    [Fact]
    public async Task Seven_windows_of_one_browser_are_all_live_by_one_stream_of_events()
    {
        List<IPage> pages = await OpenWindowsAsync(await OpenLabAsync(), Windows);

        await PutAsync(30001, "RingMaster");

        foreach (IPage page in pages)
            await Expect(Row(page, "RingMaster")).ToBeVisibleAsync();
        using var http = new HttpClient();
        string metrics = await http.GetStringAsync(new Uri($"http://127.0.0.1:{Daemon.Port}/metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("portmanager_connections{kind=\"event_stream\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_that_comes_later_shows_what_the_others_were_told_before()
    {
        IPage first = await OpenLabAsync();
        await PutAsync(30001, "before");
        await Expect(Row(first, "before")).ToBeVisibleAsync();
        IPage second = (await OpenWindowsAsync(first, 2))[1];
        await Expect(Row(second, "before")).ToBeVisibleAsync();

        await first.CloseAsync();
        await EtcdLab.PutAsync(Etcd, [("h1/30001", EtcdLab.Service("before", "fox", "listening"))]);
        await PutAsync(30002, "behind");

        await Expect(Row(second, "behind")).ToBeVisibleAsync();
        await Expect(Row(second, "before").Locator("td.state")).ToHaveTextAsync("listening");
    }

    [Fact]
    public async Task All_windows_say_so_when_etcd_is_away_and_when_it_is_back()
    {
        List<IPage> pages = await OpenWindowsAsync(await OpenLabAsync(), 3);

        await Etcd.KillAsync();
        foreach (IPage page in pages)
            await Expect(page.Locator("#etcd")).ToContainTextAsync("cannot be read");

        await Etcd.RestartAsync();
        foreach (IPage page in pages)
            await Expect(page.Locator("#etcd")).ToBeEmptyAsync();
    }

    private Task PutAsync(int port, string service) => EtcdLab.PutAsync(Etcd, [($"h1/{port}", EtcdLab.Service(service, "fox", "reserved"))]);
}

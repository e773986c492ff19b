using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>What axe, an accessibility checker, has to say; and pictures for people to look at.</summary>
public sealed class AccessibilityTests(Chromium chromium) : PageTests(chromium)
{
    private readonly List<IDisposable> _listeners = [];
    private bool _isAway;

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_a_lab_at_work_nothing_is_wrong(Look look)
    {
        Work();
        IPage page = await OpenAsync(look, script: Repository.Axe);
        await Expect(Rows(page)).ToHaveCountAsync(12);
        await Expect(page.Locator("td.state", new() { HasText = "listening" })).ToHaveCountAsync(8);
        await Row(page, "EventOrderer").Locator(".copy").ClickAsync();
        await Expect(page.Locator("#toast")).Not.ToBeEmptyAsync();
        await AxeReport.ExpectNothingAsync(page, $"{look}-at-work");
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_an_empty_page_nothing_is_wrong(Look look)
    {
        IPage page = await OpenAsync(look, script: Repository.Axe);
        await Expect(page.Locator("#nothing")).ToBeVisibleAsync();
        await AxeReport.ExpectNothingAsync(page, $"{look}-empty");
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Of_a_page_whose_daemon_is_away_nothing_is_wrong(Look look)
    {
        Work();
        IPage page = await OpenAsync(look, script: Repository.Axe);
        await Expect(Rows(page)).ToHaveCountAsync(12);
        _isAway = true;
        await Daemon.KillAsync();
        await Expect(page.Locator("#banner")).ToContainTextAsync("lost");
        await AxeReport.ExpectNothingAsync(page, $"{look}-lost");
    }

    public override async ValueTask DisposeAsync()
    {
        _listeners.ForEach(l => l.Dispose());
        await base.DisposeAsync();
    }

    private protected override bool IsExpected(string complaint) => _isAway;

    // A lab: most services listen already; one user is not who he says; something went wrong, too.
    private void Work()
    {
        LineClient client = Connect();
        string[] services = ["RingMaster", "Epics Display", "ReadoutCallouts", "EventOrderer", "scalerd", "StatusDaemon", "tclserver", "MirrorServer"];
        foreach (string service in services)
        {
            var listener = new TcpListener(IPAddress.Loopback, client.Gimme($"{{{service}}}", Environment.UserName));
            listener.Start();
            _listeners.Add(listener);
        }

        foreach (string service in new[] { "RingMaster", "vmusbReadout", "SpecTcl-REST", "SpecTcl-REST" })
            client.Gimme(service, "fox");
        Connect().Ask("HELLO there");
    }
}

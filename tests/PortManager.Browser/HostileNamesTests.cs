using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>Names by which clients try to be more than text.</summary>
public sealed class HostileNamesTests(Chromium chromium) : PageTests(chromium)
{
    public static TheoryData<string> Names =>
    [
        "<img src=x onerror=document.title='hacked'>",
        "</td></tr></table><script>document.title='hacked'</script>",
        "\"'><svg onload=document.title='hacked'>&lt;&amp;",
        "javascript:document.title='hacked'",
        "${document.title='hacked'} {{1+1}}",
        new string('x', 255),
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        "\u540d\u524d \U0001F600",
        "   leading and trailing   ",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Are_text_in_the_table_and_among_the_events(string name)
    {
        string quoted = Quoted(name);
        LineClient client = Connect();
        client.Ask($"GIMME {quoted} {quoted}");
        IPage page = await OpenAsync();

        await Expect(Rows(page)).ToHaveCountAsync(1);
        Assert.Equal([name], await page.Locator("#rows td.service").AllTextContentsAsync());
        Assert.Equal([name], await page.Locator("#rows td.user .pair > bdi").AllTextContentsAsync());
        await Expect(page.Locator("#events li")).ToHaveCountAsync(1);
        Assert.Equal([name, name], await page.Locator("#events li bdi").AllTextContentsAsync());
        await Expect(page.Locator("main img, main svg[onload], main script")).ToHaveCountAsync(0);
        Assert.DoesNotContain("hacked", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.False(await OverflowsAsync(page), "the page has become wider than the window");
    }

    [Theory]
    [InlineData("\u202Eexe.gpj", "U+202Eexe.gpj")]
    [InlineData("Ring\u200BMaster", "RingU+200BMaster")]
    [InlineData("a\u2066b\u2069c", "aU+2066bU+2069c")]
    public async Task That_turn_text_around_or_hide_in_it_are_shown_with_their_codes(string name, string shown)
    {
        Connect().Gimme(name, name);
        IPage page = await OpenAsync();

        await Expect(Rows(page)).ToHaveCountAsync(1);
        Assert.Equal([shown], await page.Locator("#rows td.service").AllTextContentsAsync());
        Assert.Equal([shown, shown], await page.Locator("#events li bdi").AllTextContentsAsync());
    }

    [Fact]
    public async Task That_run_from_right_to_left_do_not_move_what_stands_beside_them()
    {
        Connect().Gimme("\u05e9\u05dc\u05d5\u05dd", "\u05d0\u05d1");
        int port = Connect().Gimme("plain", "fox");
        IPage page = await OpenAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);

        double[] left = await page.EvaluateAsync<double[]>(
            "() => [...document.querySelectorAll('#rows td.port span')].map(cell => cell.getBoundingClientRect().left)");
        Assert.Equal(left[0], left[1]);
        await Expect(Row(page, "plain").Locator("td.port")).ToContainTextAsync($"{port}");
    }

    [Fact]
    public async Task Make_no_narrow_page_wider_than_its_window()
    {
        LineClient client = Connect();
        foreach (string name in new[] { new string('W', 255), "<b>" + new string('x', 200) })
            client.Gimme(Quoted(name), Quoted(name));
        IPage page = await OpenAsync(Look.Narrow);
        await Expect(Rows(page)).ToHaveCountAsync(2);

        Assert.False(await OverflowsAsync(page));
    }

    private static string Quoted(string name) => $"{{{name}}}";

    private static Task<bool> OverflowsAsync(IPage page) =>
        page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}

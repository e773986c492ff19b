using Microsoft.Playwright;
using PortManager.Browser.Support;
using PortManager.EndToEnd.Support;

namespace PortManager.Browser;

/// <summary>Names by which clients try to be more than text.</summary>
public sealed class HostileNamesTests(Chromium chromium) : PageTests(chromium)
{
    private static readonly string[] s_names =
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

    // Names that turn text around, or hide in it, and how they are shown.
    private static readonly (string Name, string Shown)[] s_disguises =
    [
        ("\u202Eexe.gpj", "U+202Eexe.gpj"),
        ("Ring\u200BMaster", "RingU+200BMaster"),
        ("a\u2066b\u2069c", "aU+2066bU+2069c"),
        ("a\u00A0b\u2028c\u3000", "aU+00A0bU+2028cU+3000"),
    ];

    [Fact]
    public async Task Are_text_in_the_table_and_among_the_events()
    {
        IPage page = await OpenWithAsync(Look.Light, s_names);

        await ExpectNamesAsync(page, s_names);
        await Expect(page.Locator("main img, main svg[onload], main script")).ToHaveCountAsync(0);
        Assert.DoesNotContain("hacked", await page.TitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_turn_text_around_or_hide_in_it_are_shown_with_their_codes()
    {
        IPage page = await OpenWithAsync(Look.Light, [.. s_disguises.Select(d => d.Name)]);

        await ExpectNamesAsync(page, [.. s_disguises.Select(d => d.Shown)]);
    }

    [Fact]
    public async Task Are_found_by_the_filter_as_they_are()
    {
        IPage page = await OpenWithAsync(Look.Light, s_names);
        await page.Locator("#filter").FillAsync("<IMG");

        await Expect(Rows(page)).ToHaveCountAsync(1);
        await Expect(page.Locator("#rows td.service")).ToHaveTextAsync(s_names[0]);
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

    [Theory]
    [InlineData(320)]
    [InlineData(800)]
    [InlineData(1280)]
    public async Task Make_no_page_wider_than_its_window(int width)
    {
        IPage page = await OpenWithAsync(Look.Light with { Width = width }, s_names);

        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    // The page of a daemon where each name is that of a service and of its user.
    private async Task<IPage> OpenWithAsync(Look look, string[] names)
    {
        LineClient client = Connect();
        foreach (string name in names)
            client.Gimme($"{{{name}}}", $"{{{name}}}");
        IPage page = await OpenAsync(look);
        await Expect(Rows(page)).ToHaveCountAsync(names.Length);
        return page;
    }

    private static async Task ExpectNamesAsync(IPage page, string[] names)
    {
        Assert.Equal(names.Order(), (await page.Locator("#rows td.service").AllTextContentsAsync()).Order());
        Assert.Equal(names.Order(), (await page.Locator("#rows td.user .pair > bdi").AllTextContentsAsync()).Order());
        await Expect(page.Locator("#events li")).ToHaveCountAsync(names.Length);
        Assert.Equal(
            names.Reverse().SelectMany(name => new[] { name, name }),
            await page.Locator("#events li .what > bdi").AllTextContentsAsync());
    }
}

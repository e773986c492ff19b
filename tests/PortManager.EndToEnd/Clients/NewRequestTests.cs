using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Clients;

/// <summary>The requests that only this daemon knows (SPEC section 4), over the wire.</summary>
public sealed class NewRequestTests : DaemonTests
{
    [Fact]
    public void VERSION_names_the_product_and_what_it_knows() =>
        Assert.Matches(@"^OK \{PortManager [0-9]+\.[0-9]+\.[0-9]+\} CLAIM FIND FREE WATCH DETAIL STATUS UNIQUE$", Client.Ask("VERSION"));

    [Theory]
    [InlineData("FIND", "Ring fox,Ring owl,RingTwo fox,Scaler fox")]
    [InlineData("FIND -service Ring", "Ring fox,Ring owl")]
    [InlineData("FIND -beginswith Ring -user fox", "Ring fox,RingTwo fox")]
    [InlineData("FIND -user nobody", "")]
    public void FIND_gives_the_rows_that_match_all_that_is_given(string request, string expected)
    {
        foreach (string names in new[] { "Ring fox", "RingTwo fox", "Ring owl", "Scaler fox" })
            Assert.StartsWith("OK ", Client.Ask($"GIMME {names}"), StringComparison.Ordinal);

        IEnumerable<string> found = Client.Listing(request).Select(row => row[6..]).Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(',', found));
    }

    [Fact]
    public void FREE_gives_one_port_back_and_keeps_the_connection_and_the_others()
    {
        int first = Client.Gimme("a");
        int second = Client.Gimme("b");

        Assert.Equal($"OK {first}", Client.Ask($"FREE {first}"));
        Assert.Equal([$"{second} b u"], Client.List());
        Assert.StartsWith("FAIL {", Client.Ask($"FREE {first}"), StringComparison.Ordinal);
        Assert.Equal([$"{second} b u"], Client.List());
    }

    [Fact]
    public void CLAIM_gives_the_very_port_that_is_named_unless_another_has_it()
    {
        int wanted;
        using (LineClient before = LineClient.Connect(Daemon.Port))
        {
            wanted = before.Gimme("Ring");
            Assert.Matches(@"^FAIL \{.*in use.*\}$", Client.Ask($"CLAIM {wanted} Ring u"));
            Assert.Equal($"OK {wanted}", before.Ask($"FREE {wanted}"));
        }

        Assert.Equal($"OK {wanted}", Client.Ask($"CLAIM {wanted} Ring u"));
        Assert.Equal([$"{wanted} Ring u"], Client.List());
        Assert.Matches(@"^FAIL \{.*not in the pool.*\}$", Client.Ask($"CLAIM {Daemon.Port} Ring u"));
    }

    [Fact]
    public void WATCH_gives_the_listing_and_then_each_change_as_it_happens()
    {
        using LineClient watcher = LineClient.Connect(Daemon.Port);
        int before = Client.Gimme("before");
        Assert.Equal([$"{before} before u"], watcher.Listing("WATCH"));

        int after = Client.Gimme("after");
        Assert.Equal($"+ {after} after u", watcher.ReadLine());
        Client.Ask($"FREE {before}");
        Assert.Equal($"- {before} before u", watcher.ReadLine());
        Client.Reset();
        Assert.Equal($"- {after} after u", watcher.ReadLine());
    }

    [Fact]
    public void WATCH_tells_only_what_matches_and_a_promotion_as_two_lines()
    {
        using LineClient watcher = LineClient.Connect(Daemon.Port);
        Assert.Empty(watcher.Listing("WATCH -beginswith Ring"));
        using LineClient second = LineClient.Connect(Daemon.Port);

        Client.Gimme("Scaler");
        int first = Client.Gimme("Ring");
        int heir = second.Gimme("Ring");
        Assert.Equal([$"+ {first} Ring u", $"+ {heir} Ring_1 u"], [watcher.ReadLine(), watcher.ReadLine()]);

        Client.Ask($"FREE {first}");
        Assert.Equal(
            [$"- {first} Ring u", $"- {heir} Ring_1 u", $"+ {heir} Ring u"],
            [watcher.ReadLine(), watcher.ReadLine(), watcher.ReadLine()]);
    }
}
